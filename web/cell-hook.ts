import { useEffect, useState } from 'preact/hooks';
import type { Cell } from './cell.ts';

/** What a cell holds; draws again when that changes. */
export function useCell<Value>(cell: Cell<Value>): Value {
  const [value, setValue] = useState(() => cell.value);
  useEffect(() => {
    setValue(() => cell.value);
    return cell.follow((next) => setValue(() => next));
  }, [cell]);
  return value;
}
