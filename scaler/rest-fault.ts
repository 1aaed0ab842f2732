import { SCALER_FAULTS, ScalerFault, type ScalerFaultCode } from './scaler-fault.ts';

/** What HTTP calls our faults. One that is not here is our own, and nothing is told of it. */
export const REST_STATUSES: Partial<Record<ScalerFaultCode, number>> = {
  'bad-parameter': 400,
  'bad-body': 400,
  'bad-json': 400,
  'bad-query': 400,
  'bad-event': 400,
  'ambiguous-workload': 400,
  'token-missing': 401,
  'token-invalid': 401,
  'token-expired': 401,
  forbidden: 403,
  'not-found': 404,
  'unknown-workload': 404,
  'unknown-metric': 404,
  'unknown-event': 404,
  'unknown-decision': 404,
  'no-forecast': 404,
  'not-pushed': 404,
  'method-not-allowed': 405,
  'event-conflict': 409,
  'body-too-large': 413,
  'not-json': 415,
  'too-many-events': 422,
  'rate-limited': 429,
  unexpected: 500,
  'ledger-unavailable': 503,
  'keys-unavailable': 503,
  series: 503,
};

/** What is wrong with one field of a request. */
export interface FieldProblem {
  /** A JSON pointer (RFC 6901) into the body, or the name of a parameter. */
  readonly path: string;
  readonly detail: string;
}

/** A fault of a request, with what belongs to it on the wire. */
export class RestFault extends ScalerFault {
  readonly fields: readonly FieldProblem[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: ScalerFaultCode,
    { fields = [], headers = {}, reasons = [] }: Partial<Pick<RestFault, 'fields' | 'headers' | 'reasons'>> = {},
    cause?: unknown,
  ) {
    super(code, reasons, cause);
    this.fields = fields;
    this.headers = headers;
  }
}

/** The body of every answer that is a fault: problem details (RFC 9457). */
export interface ProblemDetails {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** Stable, for programs. */
  readonly code: ScalerFaultCode;
  readonly errors?: readonly FieldProblem[];
  readonly correlationId: string;
}

/** Whatever was thrown, as a fault that may be told: of what is our own, nothing but where to look. */
export function tellable(error: unknown): ScalerFault {
  if (error instanceof ScalerFault && REST_STATUSES[error.code] !== undefined) return error;
  return new ScalerFault('unexpected', [], error);
}

/** The answer to a fault. A store that is away is told as that, and not with what it said: that is for the log. */
export function problemAnswer(fault: ScalerFault, correlationId: string): Response {
  const { code } = fault;
  const status = REST_STATUSES[code] ?? 500;
  const { fields = [], headers = {} } = fault instanceof RestFault ? fault : {};
  const details: ProblemDetails = {
    type: `urn:problem-type:scaler:${code}`,
    title: SCALER_FAULTS[code],
    status,
    detail: status < 500 ? fault.message : SCALER_FAULTS[code],
    code,
    ...(fields.length > 0 && { errors: fields }),
    correlationId,
  };
  return new Response(JSON.stringify(details), {
    status,
    headers: {
      'content-type': 'application/problem+json',
      ...(status === 401 && { 'www-authenticate': challengeOf(code) }),
      ...(status === 503 && { 'retry-after': '5' }),
      ...headers,
    },
  });
}

/** RFC 6750: whoever brought no token is given no reason. */
function challengeOf(code: ScalerFaultCode): string {
  return code === 'token-missing' ? 'Bearer' : 'Bearer error="invalid_token"';
}
