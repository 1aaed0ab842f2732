const PATHS = {
  chat: 'M2.5 3.5h11v7.5H7.2L4 13.6V11H2.5z',
  people:
    'M5.6 8a2.4 2.4 0 1 0 0-4.8 2.4 2.4 0 0 0 0 4.8zM1.6 13c.3-2 1.9-3.2 4-3.2s3.7 1.2 4 3.2M10.6 3.4a2.3 2.3 0 0 1 0 4.4M12 9.9c1.4.5 2.2 1.6 2.4 3.1',
  settings: 'M2.5 4.5h6M12 4.5h1.5M2.5 11.5H4M7.5 11.5h6M10.2 2.7v3.6M5.7 9.7v3.6',
  help: 'M5.8 6a2.2 2.2 0 1 1 3.3 1.9c-.8.5-1.1.9-1.1 1.7M8 12.2v.3',
  close: 'm4 4 8 8M12 4l-8 8',
  more: 'M3.5 8h.2M8 8h.2M12.5 8h.2',
} as const;

/** A sign beside words, or in a button that has a label. */
export function Icon({ name }: { readonly name: keyof typeof PATHS }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="18" height="18" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
