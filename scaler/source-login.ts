import { readFile } from 'node:fs/promises';
import { ScalerFault } from './scaler-fault.ts';

/** How a source is logged in to: where its secrets stand, never the secrets. */
export interface SourceLogin {
  readonly tokenFromEnv?: string | undefined;
  readonly tokenFile?: string | undefined;
  readonly userFromEnv?: string | undefined;
  readonly passwordFromEnv?: string | undefined;
  readonly passwordFile?: string | undefined;
  readonly caFile?: string | undefined;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** What a request carries. */
export interface Admission {
  readonly headers: Readonly<Record<string, string>>;
  readonly ca: string | undefined;
}

/**
 * Reads the secrets of a source anew, for a request that is about to be made, so that rotated ones are used at once.
 *
 * @throws ScalerFault `bad-source`, with every fault, and never with a secret in it
 */
export async function admissionFor(login: SourceLogin, env: Environment): Promise<Admission> {
  const faults: string[] = [];
  const [token, user, password, ca] = await Promise.all([
    secret('the token', login.tokenFromEnv, login.tokenFile, env, faults),
    secret('the user', login.userFromEnv, undefined, env, faults),
    secret('the password', login.passwordFromEnv, login.passwordFile, env, faults),
    secret('the CA', undefined, login.caFile, env, faults),
  ]);
  if (token !== undefined && user !== undefined) faults.push('it has a token and a user, give one of them');
  if ((user === undefined) !== (password === undefined)) faults.push('a user and a password belong together');
  if (user?.includes(':')) faults.push('the user has a ":", which basic authentication cannot carry');
  if (faults.length > 0) throw new ScalerFault('bad-source', faults);
  const basic = () => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const authorization = token !== undefined ? `Bearer ${token}` : user !== undefined ? basic() : undefined;
  return { headers: authorization === undefined ? {} : { authorization }, ca };
}

async function secret(
  what: string,
  variable: string | undefined,
  file: string | undefined,
  env: Environment,
  faults: string[],
): Promise<string | undefined> {
  if (variable !== undefined && file !== undefined) {
    faults.push(`${what} stands in "${variable}" and in a file, give one of them`);
    return undefined;
  }
  if (file !== undefined) {
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      faults.push(`${what} cannot be read from "${file}" (${error.code})`);
      return undefined;
    });
    if (text === undefined) return undefined;
    if (text.trim() === '') faults.push(`the file "${file}" of ${what} is empty`);
    return text.trim();
  }
  if (variable === undefined) return undefined;
  const text = env[variable]?.trim() ?? '';
  if (text === '') faults.push(`${variable}, which holds ${what}, is not set`);
  return text;
}
