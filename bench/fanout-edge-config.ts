export interface EdgeConfig {
  /** The class of each namespace of objects, by its binding. */
  readonly objects: Readonly<Record<string, string>>;
  readonly settings: Readonly<Record<string, string>>;
  /** The folder of the objects' storage. */
  readonly store: string;
}

/**
 * The configuration of a workerd that runs `main.js` beside it (workerd.capnp, Config). It may reach addresses of this
 * machine, where its Redis is; it has no page.
 */
export function edgeConfig({ objects, settings, store }: EdgeConfig): string {
  const bindings = [
    ...Object.entries(objects).map(([name, type]) => `(name = "${name}", durableObjectNamespace = "${type}")`),
    ...Object.entries(settings).map(([name, value]) => `(name = "${name}", text = ${JSON.stringify(value)})`),
  ];
  const namespaces = Object.values(objects).map((type) => {
    return `(className = "${type}", uniqueKey = "${type}", enableSql = true)`;
  });
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "main", worker = .main),
    (name = "store", disk = (path = ${JSON.stringify(store)}, writable = true)),
    (name = "network", network = (allow = ["public", "private", "local"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);

const main :Workerd.Worker = (
  modules = [(name = "main.js", esModule = embed "main.js")],
  compatibilityDate = "2026-10-01",
  compatibilityFlags = ["nodejs_compat"],
  bindings = [${bindings.join(', ')}],
  durableObjectNamespaces = [${namespaces.join(', ')}],
  durableObjectStorage = (localDisk = "store"),
  globalOutbound = "network",
);
`;
}

/**
 * The namespaces of objects that a wrangler.toml binds, each with its class.
 *
 * @example
 * boundObjects('[[durable_objects.bindings]]\nname = "ROOMS"\nclass_name = "RoomObject"\n') // => { ROOMS: 'RoomObject' }
 */
export function boundObjects(wranglerToml: string): Record<string, string> {
  const bindings = wranglerToml.matchAll(/^\[\[durable_objects\.bindings\]\]\nname = "(\w+)"\nclass_name = "(\w+)"/gm);
  return Object.fromEntries([...bindings].map(([, name = '', type = '']) => [name, type]));
}
