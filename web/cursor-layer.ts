import type { Cursor } from '#chat';
import { hueOf } from './author-sign.tsx';
import type { Point } from './camera.ts';

/** Where others point: an arrow with a name. For the eye only. */
export class CursorLayer {
  readonly #layer: HTMLElement;
  readonly #nodes = new Map<string, HTMLElement>();

  constructor(layer: HTMLElement) {
    this.#layer = layer;
  }

  update(cursors: readonly Cursor[], anchor: Point): void {
    const seen = new Set<string>();
    for (const { session, visitor, place } of cursors) {
      if (place === undefined) continue;
      seen.add(session);
      let node = this.#nodes.get(session);
      if (node === undefined) {
        node = cursorNode(visitor.id, visitor.name);
        this.#nodes.set(session, node);
        this.#layer.append(node);
      }
      node.style.transform = `translate(${place.x - anchor.x}px, ${place.y - anchor.y}px)`;
    }
    for (const [session, node] of this.#nodes) {
      if (seen.has(session)) continue;
      this.#nodes.delete(session);
      node.remove();
    }
  }
}

const SVG = 'http://www.w3.org/2000/svg';

function cursorNode(id: string, name: string): HTMLElement {
  const node = document.createElement('div');
  node.className = `cursor hue-${hueOf(id)}`;
  const inner = document.createElement('div');
  const arrow = document.createElementNS(SVG, 'svg');
  arrow.setAttribute('viewBox', '0 0 16 16');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', 'M1.5 1.5 13 6.2 8 8 6.2 13z');
  arrow.append(path);
  const label = document.createElement('bdi');
  label.textContent = name;
  inner.append(arrow, label);
  node.append(inner);
  return node;
}
