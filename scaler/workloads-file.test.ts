import { describe, expect, it } from 'vitest';
import { ScalerFault } from './scaler-fault.ts';
import { parseWorkloads } from './workloads-file.ts';

const GOOD = `
defaults:
  namespace: shop
  policy: { maxReplicas: 20 }
workloads:
  - name: chat
    metrics:
      - name: connections
        kind: prometheus
        query: sum(websocket_connections_active)
        capacityPerPod: 500
    policy:
      minReplicas: 2
  - name: checkout
    namespace: bank
    stepSeconds: 30
    metrics:
      - { name: orders, kind: pushed }
    policy: { targetPerPod: 40, upMaxFactorPerStep: 1.5, quantileLevel: p95 }
`;

const reasons = (text: string, models?: readonly string[]): readonly string[] => {
  try {
    parseWorkloads(text, models);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(ScalerFault);
    expect((error as ScalerFault).code).toBe('bad-workloads');
    return (error as ScalerFault).reasons;
  }
};

describe('the file of workloads', () => {
  it('gives each workload its own fields over the defaults', () => {
    const [chat, checkout] = parseWorkloads(GOOD);

    expect(chat?.key).toBe('shop/chat');
    expect(chat?.policy).toMatchObject({ minReplicas: 2, maxReplicas: 20 });
    expect(chat?.stepSeconds).toBe(60);
    expect(checkout?.key).toBe('bank/checkout');
    expect(checkout?.policy.maxReplicas).toBe(20);
  });

  it('knows the names of Kedastral, and counts their steps in the workload’s own', () => {
    const policy = parseWorkloads(GOOD)[1]?.policy;

    expect(policy).toMatchObject({ growFactor: 1.5, growSeconds: 30, quantileLevel: 0.95 });
  });

  it('takes a metric’s capacity from the policy where it does not say its own', () => {
    const metric = parseWorkloads(GOOD)[1]?.metrics[0];

    expect(metric?.capacityPerPod).toBe(40);
  });

  it('closes pods ahead where they can be asked to, with the defaults of that, unless it says otherwise', () => {
    const read = (lettingGo: object, policy: object = {}) => {
      const metrics = [{ name: 'people', kind: 'pushed', capacityPerPod: 100 }];
      const pods = { kind: 'kubernetes', selector: 'app=chat' };
      const given = {
        name: 'chat',
        namespace: 'shop',
        metrics,
        pods,
        lettingGo,
        policy: { maxReplicas: 9, ...policy },
      };
      return parseWorkloads(JSON.stringify({ workloads: [given] }))[0];
    };
    const drainUrl = 'http://{ip}:9464/drain';

    expect(read({ drainUrl })?.sticky).toMatchObject({
      people: 'people',
      rules: { emptyShare: 0.1, roundSeconds: 60 },
    });
    expect(read({ drainUrl })?.policy).toMatchObject({ quantileLevel: 0.98, stabilizationSeconds: 0 });
    expect(read({ drainUrl }, { quantileLevel: 0.9 })?.policy).toMatchObject({
      quantileLevel: 0.9,
      shrinkPercent: 100,
    });
    expect(read({ drainUrl, rules: { patienceSeconds: 60 } })?.sticky?.rules.patienceSeconds).toBe(60);
    for (const plain of [{}, { drainUrl, closeAhead: false }]) {
      expect(read(plain)).toMatchObject({
        sticky: undefined,
        policy: { quantileLevel: 0.9, stabilizationSeconds: 300 },
      });
    }
  });

  it('tells what is wrong with letting go', () => {
    const lettingGo = '{ closeAhead: true, people: orders, rules: { emptyShare: 2 } }';
    const wrong = reasons(
      GOOD.replace(
        '    policy:\n      minReplicas: 2',
        `    lettingGo: ${lettingGo}\n    policy:\n      minReplicas: 2`,
      ),
    );

    expect(wrong).toEqual([expect.stringContaining('lettingGo.rules.emptyShare is 2, must be at most 1')]);
    const others = reasons(
      GOOD.replace(
        '    policy:\n      minReplicas: 2',
        '    lettingGo: { closeAhead: true, people: orders }\n    policy:\n      minReplicas: 2',
      ),
    );
    expect(others.join()).toMatch(/needs pods.*people is "orders".*closeAhead needs drainUrl/);
  });

  it('tells every fault at once, each with its line, its path and what to do', () => {
    const bad = `workloads:
  - name: Chat
    namespace: shop
    metrics:
      - name: connections
        kind: prometheus
        capacityPerPod: -1
    stepSeconds: 1.5
    colour: red
    policy:
      maxReplicas: many
      headroom: 0
  - name: two
    namespace: shop
    metrics: []
    policy: { maxReplicas: 3 }
`;

    expect(reasons(bad)).toEqual([
      'line 2: workloads[0].name is "Chat", must be 1 to 63 of a-z, 0-9, "-" and "."',
      'line 7: workloads[0].metrics[0].capacityPerPod is -1, must be more than 0',
      'line 5: workloads[0].metrics[0].query is missing, set text',
      'line 8: workloads[0].stepSeconds is 1.5, must be a whole number',
      'line 9: workloads[0].colour is not known here: remove or correct it',
      'line 11: workloads[0].policy.maxReplicas is "many", must be a whole number from 1 to 10000',
      'line 12: workloads[0].policy.headroom is 0, must be a number from 1 to 100',
      'line 15: workloads[1].metrics is a list, must be at least 1 entry',
    ]);
  });

  it('refuses two workloads, and two metrics of one, with the same name', () => {
    const twice = GOOD.replace('name: checkout\n    namespace: bank', 'name: chat').replace(
      '- { name: orders, kind: pushed }',
      '- { name: orders, kind: pushed }\n      - { name: orders, kind: pushed }',
    );

    expect(reasons(twice)).toEqual([
      'line 18: workloads[1].metrics[1].name is that of metrics[0] too: make it another',
      'line 14: workloads[1].name is that of workloads[0] too: make it another',
    ]);
  });

  it('refuses what contradicts itself', () => {
    const odd = GOOD.replace('- name: chat', '- name: chat\n    mode: advise\n    leastMode: full\n    model: oracle');

    expect(reasons(odd, ['ensemble'])).toEqual([
      'line 8: workloads[0].leastMode is "full", must not be above mode, "advise"',
      'line 9: workloads[0].model is "oracle", must be one of ensemble',
    ]);
  });

  it('says where a file is no YAML, and what one must have', () => {
    expect(reasons('workloads:\n  - name: "chat')[0]).toMatch(/^line 2: /);
    expect(reasons('a: 1')[0]).toContain('must have "workloads"');
    expect(reasons('')[0]).toContain('must have "workloads"');
  });

  it('never shows a password that stands in an address', () => {
    const leaking = GOOD.replace('kind: prometheus', 'kind: prometheus\n        url: ftp://me:secret@host/');

    expect(reasons(leaking).join()).toContain('//…@host');
    expect(reasons(leaking).join()).not.toContain('secret');
  });

  it('does not follow aliases that grow without end', () => {
    const bomb = `a: &a [1,1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]
d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\nworkloads: [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]`;

    expect(reasons(bomb)).toEqual(['its aliases (*) cannot be followed']);
  });

  it('tells the faults of ten thousand bad policies, one by one', () => {
    const many = Array.from({ length: 10_000 }, (_, index) => {
      return `- {name: w${index}, namespace: shop, metrics: [{name: a, kind: pushed, capacityPerPod: 1}], policy: {maxReplicas: 0}}`;
    });

    const found = reasons(`workloads:\n${many.join('\n')}`);

    expect(found).toHaveLength(10_000);
    expect(found.at(-1)).toBe(
      'line 10001: workloads[9999].policy.maxReplicas is 0, must be a whole number from 1 to 10000',
    );
  });
});

it('a query that is no PromQL is refused with the place where it stops being any', () => {
  const file = (query: string, pods = query) => `
workloads:
  - name: chat
    namespace: shop
    metrics: [{ name: load, kind: prometheus, query: ${JSON.stringify(query)}, capacityPerPod: 1 }]
    pods: { kind: prometheus, query: ${JSON.stringify(pods)} }
    policy: { maxReplicas: 3 }
`;

  expect(() => parseWorkloads(file('sum(up', 'up}'))).toThrow(
    /workloads\[0\]\.metrics\[0\]\.query stops being PromQL at its end.*workloads\[0\]\.pods\.query stops being PromQL at "}", character 3/s,
  );
  for (const good of ['sum by (a) (rate(x[5m])) / 0', '{__name__="x"} offset 1d', 'quantile_over_time(0.9, x[1h:5m])'])
    expect(parseWorkloads(file(good))).toHaveLength(1);
});

it('tells the faults of ten thousand workloads with bad policies, every one, within seconds', () => {
  const given = Array.from({ length: 10_000 }, (_, index) => ({
    name: `w${index}`,
    namespace: 'shop',
    metrics: [{ name: 'load', kind: 'pushed', capacityPerPod: 1 }],
    policy: { maxReplicas: index % 2 === 0 ? -1 : 1e9, growFactor: 'fast' },
  }));

  const faults = reasons(JSON.stringify({ workloads: given }, null, 1));

  expect(faults).toHaveLength(20_000);
  expect(faults.at(-1)).toMatch(/^line \d+: workloads\[9999\]\.policy\.growFactor is "fast", must be a number/);
}, 60_000);
