import { ScalerFault } from './scaler-fault.ts';

/** By what the system says; gRPC has it somewhere in its sentence and not as a code. */
const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another process listens there, end it or set another port',
  EACCES: 'this user may not listen there, set a port from 1024 on',
  EADDRNOTAVAIL: 'this machine does not have the address, set one that it has',
  ENOTFOUND: 'the name is not known, set an address',
};

/**
 * What is told of a port that cannot be listened on. `name` is the setting to change.
 *
 * @example
 * portFault('REST_PORT', 8090, '127.0.0.1', new Error('listen EADDRINUSE')).message // => 'The port cannot be listened on: REST_PORT 8090 on 127.0.0.1, another process listens there, end it or set another port'
 */
export function portFault(name: string, port: number, host: string, error: Error): ScalerFault {
  const known = Object.keys(REASONS).find((code) => error.message.includes(code));
  const reason = known === undefined ? error.message : REASONS[known];
  return new ScalerFault('port', [`${name} ${port} on ${host}, ${reason}`], error);
}
