import type { AwsKeys } from './aws-signature.ts';
import { ScalerFault } from './scaler-fault.ts';
import type { Environment } from './source-login.ts';

/** The variables that the keys stand in. */
export interface AwsKeyNames {
  readonly accessKeyFromEnv: string;
  readonly secretKeyFromEnv: string;
  readonly sessionTokenFromEnv: string;
}

/**
 * The keys of a source, from the variables that it names.
 *
 * @throws ScalerFault `bad-source` naming what is not set, never what is
 */
export function awsKeysOf(names: AwsKeyNames, env: Environment): AwsKeys {
  const [accessKeyId, secretAccessKey, sessionToken] = [
    names.accessKeyFromEnv,
    names.secretKeyFromEnv,
    names.sessionTokenFromEnv,
  ].map((name) => env[name]?.trim() ?? '') as [string, string, string];
  const faults = [
    ...(accessKeyId === '' ? [`${names.accessKeyFromEnv}, the AWS access key, is not set`] : []),
    ...(secretAccessKey === '' ? [`${names.secretKeyFromEnv}, the AWS secret key, is not set`] : []),
  ];
  if (faults.length > 0) throw new ScalerFault('bad-source', faults);
  return { accessKeyId, secretAccessKey, sessionToken: sessionToken === '' ? undefined : sessionToken };
}
