import { describe, expect, test } from 'vitest';
import { ENTRY_KINDS, FAULTS } from '#chat';
import { createApp } from './app.ts';
import { testPorts } from './fixture.ts';
import { OPENAPI } from './openapi.ts';

type Operation = { readonly parameters?: readonly object[]; readonly responses: Readonly<Record<string, object>> };

const operations = Object.entries(OPENAPI.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(
    ([method, operation]) => [`${method.toUpperCase()} ${path}`, operation as Operation] as const,
  ),
);

/** Everything that is an object in a document. */
function* walk(node: unknown): Iterable<Record<string, unknown>> {
  if (typeof node !== 'object' || node === null) return;
  yield node as Record<string, unknown>;
  for (const value of Object.values(node)) yield* walk(value);
}

function lookUp(pointer: string): unknown {
  const steps = pointer.replace('#/', '').split('/');
  return steps.reduce<unknown>((node, step) => (node as Record<string, unknown> | undefined)?.[step], OPENAPI);
}

describe('the OpenAPI document', () => {
  test('names every route, and no other', () => {
    const { routes } = createApp(testPorts());

    const served = routes.filter(({ method }) => method !== 'ALL');
    const written = served.map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`);

    expect(operations.map(([name]) => name).sort()).toEqual(written.sort());
    expect(written.length).toBeGreaterThan(9);
  });

  test('is what the app answers', async () => {
    const response = await createApp(testPorts()).request('/api/openapi.json');

    expect(await response.json()).toEqual(JSON.parse(JSON.stringify(OPENAPI)));
  });

  test('points only at what it holds, and holds nothing that is not pointed at', () => {
    const pointers = [...walk(OPENAPI)].map(({ $ref }) => $ref).filter((ref) => typeof ref === 'string');

    for (const pointer of pointers) expect([pointer, typeof lookUp(pointer)]).toEqual([pointer, 'object']);
    for (const kind of ['schemas', 'parameters', 'headers'] as const) {
      for (const name of Object.keys(OPENAPI.components[kind])) {
        expect(pointers).toContain(`#/components/${kind}/${name}`);
      }
    }
  });

  test.each(operations)('%s has its path parameters, an answer, and a fault for everything else', (name, operation) => {
    const inPath = /\{room\}/.test(name);

    const parameters = (operation.parameters ?? []).map((parameter) => JSON.stringify(parameter));
    expect(parameters.includes('{"$ref":"#/components/parameters/Room"}')).toBe(inPath);
    expect(Object.keys(operation.responses).some((status) => /^[12]/.test(status))).toBe(true);
    expect(operation.responses).toHaveProperty('default');
    expect(operation).toHaveProperty('security');
    expect(operation).toHaveProperty('operationId');
  });

  test('writes entries and faults as the code has them', () => {
    const { Entry, Fault } = OPENAPI.components.schemas;

    const written = Entry.oneOf.map(({ properties }) => Object.keys(properties).join(' '));
    const { other: _other, ...kinds } = ENTRY_KINDS;
    expect(written).toEqual(Object.values(kinds).map(({ shape }) => Object.keys(shape).join(' ')));
    expect(JSON.stringify(Fault)).toContain(JSON.stringify(Object.keys(FAULTS)));
  });
});
