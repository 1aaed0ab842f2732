import { describe, expect, it } from 'vitest';
import { parseConfig } from './config.ts';

describe('the environment', () => {
  it('needs nothing to be set', () => {
    const config = parseConfig({ REDIS_URL: '' });

    expect(config.keeper).toEqual({ name: 'sqlite', directory: './data' });
    expect(config.freshness.forecastSeconds).toBe(600);
  });

  it('keeps what it tells of itself on this machine unless told otherwise', () => {
    const config = parseConfig({});

    expect(config.metrics.host).toBe('127.0.0.1');
    expect(config.rest.host).toBe('127.0.0.1');
  });

  it('finds Kubernetes’ API where a pod is told of it', () => {
    const config = parseConfig({ KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '6443' });

    expect(config.kubernetes.url).toBe('https://[fd00::1]:6443');
  });

  it('tells every fault at once and shows no secret', () => {
    const env = {
      GRPC_PORT: 'x',
      KEEPER: 'redis',
      AUTH_SECRET: 'short',
      TLS_CERT_FILE: '/a.pem',
      REST_PORT: '7000',
      METRICS_PORT: '7000',
      LIVE_SECONDS: '5000',
      PROMETHEUS_URL: 'http://me:pass@prometheus',
    };

    const refuse = () => parseConfig(env);

    expect(refuse).toThrow('GRPC_PORT is "x", must be a whole number from 0 to 65535');
    expect(refuse).toThrow('AUTH_SECRET is refused (its value is not shown), must be at least 32 bytes');
    expect(refuse).toThrow('TLS_KEY_FILE is missing, set it because TLS_CERT_FILE is set');
    expect(refuse).toThrow('REDIS_URL is missing');
    expect(refuse).toThrow('METRICS_PORT is "7000", must be another port than REST_PORT');
    expect(refuse).toThrow('LAST_KNOWN_SECONDS is 1800, must be at least LIVE_SECONDS, 5000');
  });
});
