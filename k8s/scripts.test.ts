import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { parseDockerfile } from './image.ts';

const FOLDER = import.meta.dirname;
const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-scripts-'));
  mkdirSync(join(folder, 'bin'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A program of this name that notes how it was called, then does what is told here. */
function standIn(name: string, script = ''): void {
  const path = join(folder, 'bin', name);
  writeFileSync(path, `#!/bin/sh\necho "${name} $*" >> "${folder}/called"\n${script}\n`);
  chmodSync(path, 0o755);
}

function run(script: string, ...args: string[]) {
  const env = { PATH: `${folder}/bin:/usr/bin:/bin` };
  return spawnSync('bash', [script, ...args], { env, encoding: 'utf8' });
}

const called = () => readFileSync(join(folder, 'called'), 'utf8').trim().split('\n');

test.each(readdirSync(FOLDER).filter((name) => name.endsWith('.sh')))(
  '%s is read by bash without a complaint',
  (name) => {
    expect(spawnSync('bash', ['-n', join(FOLDER, name)], { encoding: 'utf8' })).toMatchObject({
      status: 0,
      stderr: '',
    });
  },
);

describe('minikube.sh', () => {
  const script = join(FOLDER, 'minikube.sh');
  const programs = ['minikube', 'kubectl', 'docker', 'openssl'];

  it('tells every command in a dry run and runs none', () => {
    for (const name of programs) standIn(name);

    const { status, stdout } = run(script, 'up', '--dry-run');

    expect(status).toBe(0);
    for (const part of ['minikube start', 'docker build', 'create secret', 'apply --kustomize k8s/overlays/minikube']) {
      expect(stdout).toContain(part);
    }
    expect(readdirSync(folder)).toEqual(['bin']);
  });

  it('starts a cluster and makes secrets where there are none, and shows no value', () => {
    standIn('minikube', '[ "$1" != status ]');
    standIn('kubectl', `case "$*" in *"get secret"*) exit 1;; *"create secret"*) cat > "${folder}/secret";; esac`);
    standIn('docker');
    standIn('openssl', 'echo a-random-value-of-32-bytes');

    const { status, stdout, stderr } = run(script, 'up');

    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(called().filter((line) => line.startsWith('minikube start'))).toHaveLength(1);
    const keys = readFileSync(join(folder, 'secret'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split('=')[0]);
    expect(keys).toEqual(secretKeys());
    expect(stdout).not.toContain('a-random-value');
    expect(called().join('\n')).not.toContain('a-random-value');
  });

  it('starts nothing and replaces no secret where all is there', () => {
    for (const name of programs) standIn(name);

    const { status } = run(script, 'up');

    expect(status).toBe(0);
    expect(called().filter((line) => /minikube start|create secret/.test(line))).toEqual([]);
  });

  it('stops at the first command that fails', () => {
    for (const name of programs) standIn(name);
    standIn('docker', 'exit 7');

    expect(run(script, 'up').status).toBe(7);
    expect(called().filter((line) => line.includes('overlays/minikube'))).toEqual([]);
  });

  it('says how it is used when it is asked for something else', () => {
    expect(run(script, 'sideways')).toMatchObject({ status: 2, stdout: expect.stringContaining('minikube.sh up') });
  });
});

function secretKeys(): string[] {
  const template = parse(readFileSync(join(FOLDER, 'base/secret.example.yaml'), 'utf8')) as { stringData: object };
  return Object.keys(template.stringData);
}

describe('pin-images.sh', () => {
  const copy = () => {
    cpSync(FOLDER, join(folder, 'k8s'), { recursive: true, filter: (path) => !path.includes('.variant-') });
    return join(folder, 'k8s/pin-images.sh');
  };

  it('says which images have no digest', () => {
    const { status, stderr } = run(copy(), '--check');

    expect(status).toBe(1);
    expect(stderr).toContain('origin.Dockerfile');
    expect(stderr).toContain('base/redis.yaml');
  });

  it('writes what the registry says behind every tag, and again the same', () => {
    standIn('crane', `echo ${DIGEST}`);
    const script = copy();

    const first = run(script);
    const again = run(script);

    expect([first.stderr, first.status, again.status]).toEqual(['', 0, 0]);
    expect(run(script, '--check').status).toBe(0);
    for (const name of ['origin', 'scaler']) {
      const { bases } = parseDockerfile(readFileSync(join(folder, `k8s/${name}.Dockerfile`), 'utf8'));
      expect(bases).toEqual([`node:24-bookworm-slim@${DIGEST}`]);
    }
    expect(readFileSync(join(folder, 'k8s/base/redis.yaml'), 'utf8')).toMatch(
      new RegExp(`image: redis:.+@${DIGEST}\n`),
    );
  });

  it('writes nothing when the registry says no digest', () => {
    standIn('crane', 'echo unauthorized');
    const script = copy();

    const { status, stderr } = run(script);

    expect(status).not.toBe(0);
    expect(stderr).toContain('gave no digest');
    expect(readFileSync(join(folder, 'k8s/origin.Dockerfile'), 'utf8')).toContain('node:24-bookworm-slim\n');
  });
});
