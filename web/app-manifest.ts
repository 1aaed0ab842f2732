/** What a build made, by file name. */
export type Bundle = Readonly<Record<string, unknown>>;

/**
 * What a browser is told that puts the page among a device's apps: its name, its icon, its colours. The icon has the hash of
 * its content in its name, so the bundle is asked for it.
 *
 * @throws RangeError when the bundle has no icon
 */
export function manifestOf(bundle: Bundle): string {
  const icon = Object.keys(bundle).find((name) => /^assets\/mark-.+\.svg$/.test(name));
  if (icon === undefined) throw new RangeError('There is no icon in the bundle');
  return JSON.stringify({
    id: '/',
    name: 'Breakwater',
    short_name: 'Breakwater',
    description: 'An endless canvas to write on together',
    lang: 'en',
    start_url: '/',
    scope: '/',
    display: 'standalone',
    background_color: '#e9f0ef',
    theme_color: '#0b5566',
    icons: [{ src: `/${icon}`, sizes: 'any', type: 'image/svg+xml', purpose: 'any' }],
  });
}
