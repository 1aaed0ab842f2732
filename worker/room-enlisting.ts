import type { RoomId } from '#chat';
import { takeAnswer } from './answer.ts';
import { CONTROL_NAME, type ControlObject } from './control-object.ts';
import type { Env } from './env.ts';

const KEY = 'enlisted';

/** Whether the control object tells this room of orders. It stands in the storage: who slept is still told. */
export class RoomEnlisting {
  readonly #kv: SyncKvStorage;
  readonly #room: RoomId;
  /** One stub, so that what is called through it arrives in its order. */
  readonly #control: DurableObjectStub<ControlObject>;

  constructor(ctx: DurableObjectState, env: Env) {
    this.#kv = ctx.storage.kv;
    this.#room = (ctx.id.name ?? '') as RoomId;
    this.#control = env.CONTROL.getByName(CONTROL_NAME);
  }

  /** @throws ChatFault `unavailable` */
  async enlist(): Promise<void> {
    if (this.#kv.get(KEY) !== undefined) return;
    await takeAnswer<void>(this.#control.register(this.#room));
    this.#kv.put(KEY, true);
  }

  /** Nobody is here. */
  leave(): void {
    if (this.#kv.get(KEY) === undefined) return;
    this.forget();
    this.#control.unregister(this.#room).catch(() => {});
  }

  /** The control object will not tell this room any more. */
  forget(): void {
    this.#kv.delete(KEY);
  }
}
