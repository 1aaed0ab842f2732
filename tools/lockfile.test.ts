import { expect, test } from 'vitest';
import { lockfileFaults } from './lockfile.ts';

const integrity = 'sha512-abc';
const manifest = { dependencies: { hono: '4.0.0' } };

test('a lock file that pins what is asked for, with hashes, has no faults', () => {
  const packages = { '': manifest, 'node_modules/hono': { integrity } };

  expect(lockfileFaults(manifest, { lockfileVersion: 3, packages })).toEqual([]);
});

test('a lock file that asks for something else is told', () => {
  const faults = lockfileFaults(manifest, { lockfileVersion: 2, packages: { '': { dependencies: { zod: '4.0.0' } } } });

  expect(faults).toEqual([
    'Its version is 2, must be 3',
    'hono is "4.0.0" in package.json and "" in the lock file',
    'zod is "" in package.json and "4.0.0" in the lock file',
  ]);
});

test('packages without a hash, without https or from several places are told', () => {
  const packages = {
    '': manifest,
    'node_modules/a': { integrity: 'sha1-abc', resolved: 'https://one.example/a.tgz' },
    'node_modules/b': { integrity, resolved: 'http://one.example/b.tgz' },
    'node_modules/c': { integrity, resolved: 'https://two.example/c.tgz' },
  };

  expect(lockfileFaults(manifest, { lockfileVersion: 3, packages })).toEqual([
    'node_modules/a has no sha512 hash',
    'node_modules/b does not come over https',
    'Its packages come from 2 places, must come from one',
  ]);
});

test('a package for another machine that the registry did not have is told: npm would refuse the lock file', () => {
  const packages = { '': manifest, 'node_modules/hono': { integrity, optionalDependencies: { 'hono-mac': '1.0.0' } } };

  expect(lockfileFaults(manifest, { lockfileVersion: 3, packages })).toEqual([
    'hono-mac, which node_modules/hono may use, is not locked',
  ]);
});
