/**
 * Everything that can be wrong with what the scaler is given. The code is stable and for programs; the sentence is for a
 * tired person and says what to do.
 */
export const SCALER_FAULTS = {
  'bad-policy': 'The policy cannot be followed',
  'bad-workloads': 'The file of workloads cannot be used',
  'bad-settings': 'Cannot start',
  'bad-command': 'This is not a command, see "npm run scaler -- help"',
  'bad-metadata': 'The metadata of the trigger cannot be used',
  'bad-record': 'This is not a record of a decision: take one that the ledger wrote',
  'bad-entry': 'The ledger cannot take this entry',
  'bad-query': 'The ledger cannot be read like this',
  'ledger-unavailable': 'The ledger cannot be written or read right now',
  'bad-event': 'The event cannot be planned with',
  'too-many-events': 'No more events are kept: cancel those that are over',
  'event-conflict': 'Another event has this id: choose another, or cancel the first',
  'unknown-event': 'No event has this id: see GET /api/v1/events',
  'bad-parameter': 'A parameter of the request is wrong',
  'bad-body': 'The body of the request is wrong',
  'bad-json': 'The body of the request is not JSON in UTF-8',
  'not-json': 'The body of the request must be JSON: send "Content-Type: application/json"',
  'body-too-large': 'The body of the request is too large: send less at once',
  'token-missing': 'A token is needed: send "Authorization: Bearer" with one',
  'token-invalid': 'The token cannot be believed: get a new one',
  'token-expired': 'The token has expired: get a new one',
  'keys-unavailable': 'Tokens cannot be checked right now: try again later',
  forbidden: 'None of the roles of this token may do this: ask for one that may',
  'rate-limited': 'Too many requests: wait for as long as "Retry-After" says',
  'not-found': 'There is nothing at this path: see GET /api/openapi.json',
  'method-not-allowed': 'This path does not take this method: see "Allow"',
  'unknown-decision': 'No decision has this id: see GET /api/v1/scaling/decisions',
  'no-forecast': 'There is no forecast for this workload yet: see GET /api/v1/scaling/status',
  'ambiguous-workload': 'Several namespaces have a workload of this name: ask for "namespace/name"',
  unexpected: 'The scaler broke: its log says how, under the correlation id',
  'bad-snapshot': 'The snapshot of a decision cannot be used',
  'bad-tls': 'The certificates cannot be used',
  'unknown-metric': 'No metric has this name: ask for the one that GetMetricSpec tells',
  'unknown-workload':
    'No workload has this name in this namespace: add it to the file of workloads, or correct "workload" in the trigger',
  'no-answer': 'Nothing recent enough is known to answer with: see why the collector is silent',
  port: 'The port cannot be listened on',
  data: 'The folder of data cannot be used',
  kubernetes: 'Kubernetes cannot be asked',
  'bad-source': 'The source of a metric cannot be used',
  'source-refused': 'The source refused what was asked',
  'source-busy': 'The source asked to be left alone for a while',
  'source-down': 'The source cannot be reached',
  'source-failed': 'The source failed while it answered',
  'source-slow': 'The source did not answer in time',
  'source-too-large': 'The source answered with more than is read',
  'bad-answer': 'The source answered with something that cannot be understood',
  'not-pushed': 'Nobody may push this metric: declare it in the file of workloads with kind "pushed"',
  series: 'The series cannot be kept or read',
} as const satisfies Record<string, string>;

export type ScalerFaultCode = keyof typeof SCALER_FAULTS;

/**
 * What was found and what to do, for a program (code) and a person (message).
 *
 * @example
 * new ScalerFault('bad-policy', ['maxReplicas is missing', 'headroom is 0']).message // => 'The policy cannot be followed: maxReplicas is missing; headroom is 0'
 */
export class ScalerFault extends Error {
  override readonly name = 'ScalerFault';
  readonly code: ScalerFaultCode;
  readonly reasons: readonly string[];

  constructor(code: ScalerFaultCode, reasons: readonly string[] = [], cause?: unknown) {
    super([SCALER_FAULTS[code], reasons.join('; ')].filter((part) => part !== '').join(': '), { cause });
    this.code = code;
    this.reasons = reasons;
  }
}
