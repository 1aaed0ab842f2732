import { ChatFault, type FaultCode, faultOf } from '#chat';

/**
 * What a call to another object gives back. Faults travel as data: an error that crosses objects arrives as another
 * class, without its code.
 */
export type Answer<Value> =
  | { readonly value: Value }
  | { readonly fault: { readonly code: FaultCode; readonly retryAfterMs: number | undefined } };

export async function answerOf<Value>(work: Promise<Value>): Promise<Answer<Value>> {
  try {
    return { value: await work };
  } catch (error) {
    const { code, retryAfterMs } = faultOf(error);
    return { fault: { code, retryAfterMs } };
  }
}

/**
 * Reads an answer. An object that cannot be reached at all is `unavailable`. The platform's types of a call wrap every
 * part of its result, so what is awaited is typed here and not there.
 *
 * @throws ChatFault the fault that was answered, `unavailable`
 */
export async function takeAnswer<Value>(answer: PromiseLike<unknown>): Promise<Value> {
  let given: Answer<Value>;
  try {
    given = (await answer) as Answer<Value>;
  } catch (cause) {
    throw new ChatFault('unavailable', { cause });
  }
  if ('value' in given) return given.value;
  const { code, retryAfterMs } = given.fault;
  throw new ChatFault(code, retryAfterMs === undefined ? {} : { retryAfterMs });
}
