const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * A text as HTML and SVG show it, in elements and in attributes.
 *
 * @example
 * escapeHtml('a < "b"') // => 'a &lt; &quot;b&quot;'
 */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (mark) => ENTITIES[mark] ?? mark);
}

/** A table with one heading a column and one a row; numbers stand to the right. */
export function htmlTable(caption: string, head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  const headings = head.map((text) => `<th scope="col">${escapeHtml(text)}</th>`).join('');
  const body = rows.map(([first = '', ...cells]) => {
    const others = cells.map((text) => `<td>${escapeHtml(text)}</td>`).join('');
    return `<tr><th scope="row">${escapeHtml(first)}</th>${others}</tr>`;
  });
  return `<div class="scroll" tabindex="0" role="region" aria-label="${escapeHtml(caption)}"><table>
<caption>${escapeHtml(caption)}</caption>
<thead><tr>${headings}</tr></thead>
<tbody>
${body.join('\n')}
</tbody></table></div>`;
}
