import type { DevOptions } from './dev-options.ts';
import type { DevPorts } from './dev-plan.ts';
import { freePort } from './port-free.ts';

const PODS = 2;

/** A free port for each part, those of the README where they are free; says which are others. */
export async function choosePorts(options: Pick<DevOptions, 'port'>, withRedis: boolean): Promise<DevPorts> {
  const spokenFor = new Set<number>();
  const take = async (name: string | undefined, wanted: number): Promise<number> => {
    const port = await freePort(wanted, spokenFor);
    spokenFor.add(port);
    if (name && port !== wanted) process.stderr.write(`Port ${wanted} is taken: ${name} uses ${port}\n`);
    return port;
  };
  const edge = await take('edge', options.port);
  const pods: number[] = [];
  const metrics: number[] = [];
  for (let index = 0; index < PODS; index++) {
    pods.push(await take(`pod-${index + 1}`, (pods.at(-1) ?? 8080) + 1));
    metrics.push(await take(undefined, (metrics.at(-1) ?? 9463) + 1));
  }
  const redis = withRedis ? await take(undefined, 16_379) : undefined;
  return { edge, pods, metrics, inspector: await take(undefined, 19_229), redis };
}
