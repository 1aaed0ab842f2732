import type { HttpAnswer } from './http-client.ts';
import { ScalerFault, type ScalerFaultCode } from './scaler-fault.ts';

/** What a source says in its own words is shown up to here. */
const MOST_WORDS = 300;

/**
 * The JSON of an answer that was given.
 *
 * @param wordsOf finds the source's own sentence in the JSON of a refusal
 * @throws ScalerFault `source-refused` (3xx, 4xx), `source-busy` (429, or 503 with a time), `source-failed`, `bad-answer`
 */
export function jsonOf(answer: HttpAnswer, wordsOf: (json: unknown) => string | undefined = () => undefined): unknown {
  const { status, text } = answer;
  const json = parse(text);
  if (status < 200 || status > 299) {
    const words = said(wordsOf(json) ?? text);
    throw new ScalerFault(codeOf(answer), [`${status}${adviceOf(answer)}`, ...(words === '' ? [] : [words])]);
  }
  if (json === undefined) throw new ScalerFault('bad-answer', [`it is no JSON: "${said(text).slice(0, 80)}"`]);
  return json;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function codeOf({ status, headers }: HttpAnswer): ScalerFaultCode {
  if (status === 429 || (status === 503 && headers['retry-after'] !== undefined)) return 'source-busy';
  return status >= 300 && status <= 499 ? 'source-refused' : 'source-failed';
}

function adviceOf({ status, headers }: HttpAnswer): string {
  if (status === 401 || status === 403) return ', give it a token or a user that may read';
  if (status >= 300 && status < 400) return ', it sends elsewhere: give the address that it sends to';
  const after = headers['retry-after'];
  return after !== undefined && /^\d{1,6}$/.test(after) ? `, for ${after} s` : '';
}

/** A source's words on one line, without what moves cursors or ends lines of a log. */
export function said(text: string): string {
  const line = text.slice(0, 4 * MOST_WORDS).replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ');
  return line.trim().slice(0, MOST_WORDS);
}
