/**
 * Stands for `redis` in the Worker, which talks to one server and not to a cluster or sentinels (20 KB): the pieces of the
 * client that the keepers ask for.
 */
import client from '@redis/client/dist/lib/client/index.js';

export * from '@redis/client/dist/lib/errors.js';
export { defineScript } from '@redis/client/dist/lib/lua-script.js';

export const createClient = client.create;

/** @throws Error always: a Redis Cluster is for pods (`REDIS_CLUSTER` is no setting of the edge) */
export function createCluster(): never {
  throw new Error('The edge talks to one Redis, not to a cluster');
}
