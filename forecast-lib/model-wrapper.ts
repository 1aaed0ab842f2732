import { ForecastFault } from './forecast-fault.ts';
import type { Fitted, Json, SavedFitted } from './model.ts';

/** The update of what a wrapper holds, each sample changed before; nothing where it cannot update. */
export function updating(inner: Fitted, change: (value: number) => number): Pick<Fitted, 'update'> {
  return inner.update ? { update: (value) => inner.update?.(change(value)) } : {};
}

/** What a wrapper saves: its own fields, and what is within. */
export function saveWrapped(model: string, inner: Fitted, own: { readonly [key: string]: Json }): SavedFitted {
  const { model: innerModel, version, state } = inner.save();
  return { model, version: 1, state: { ...own, inner: { model: innerModel, version, state } } };
}

export interface OpenedWrapped {
  readonly state: { readonly [key: string]: Json | undefined };
  readonly inner: SavedFitted;
}

/** @throws ForecastFault `bad-saved` unless this wrapper saved it */
export function openWrapped(name: string, { model, version, state }: SavedFitted): OpenedWrapped {
  if (model !== name || version !== 1) throw new ForecastFault('bad-saved', `${model} of version ${version}`);
  const opened = asObject(state);
  const inner = asObject(opened.inner);
  if (typeof inner.model !== 'string' || typeof inner.version !== 'number')
    throw new ForecastFault('bad-saved', 'nothing within');
  return { state: opened, inner: { model: inner.model, version: inner.version, state: inner.state ?? null } };
}

function asObject(json: Json | undefined): { readonly [key: string]: Json | undefined } {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new ForecastFault('bad-saved');
  return json as { readonly [key: string]: Json };
}
