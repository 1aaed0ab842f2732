import { describe, expect, test } from 'vitest';
import { Origins, parseOrigin } from './origins.ts';

const OWN = new Request('https://chat.example/api/rooms/lobby/socket', { headers: { host: 'chat.example' } });
const origins = new Origins(['https://app.example', 'http://localhost:5173']);

describe('an origin', () => {
  test.each([
    ['the own one', 'https://chat.example'],
    ['the own one with its port said', 'https://chat.example:443'],
    ['the own one in capitals', 'HTTPS://Chat.Example'],
    ['one that is named', 'https://app.example'],
    ['one that is named with its port', 'http://localhost:5173'],
  ])('may connect when it is %s', (_, header) => {
    expect(origins.admit(header, OWN)).toBe(parseOrigin(header));
    expect(origins.admit(header, OWN)).toMatch(/^https?:/);
  });

  test.each([
    ['of another scheme', 'http://chat.example'],
    ['of another port', 'https://chat.example:8443'],
    ['with a port of zero', 'https://chat.example:0'],
    ['a named one on another port', 'http://localhost:5174'],
    ['a named one without its port', 'http://localhost'],
    ['above the own', 'https://example'],
    ['below the own', 'https://evil.chat.example'],
    ['that begins like the own', 'https://chat.example.evil'],
    ['that ends like the own', 'https://evilchat.example'],
    ['with the own as its user', 'https://chat.example@evil.example'],
    ['with a user in front of the own', 'https://evil@chat.example'],
    ['with the own as its path', 'https://evil.example/chat.example'],
    ['with a path', 'https://chat.example/'],
    ['with a query', 'https://chat.example?'],
    ['with a fragment', 'https://chat.example#'],
    ['with a backslash', 'https://chat.example\\.evil'],
    ['with a dot at its end', 'https://chat.example.'],
    ['with a Cyrillic letter', 'https://chat.еxample'],
    ['with that letter as browsers write it', 'https://chat.xn--xample-2of'],
    ['with a full-width letter', 'https://chat.ｅxample'],
    ['with letters in percent', 'https://chat.%65xample'],
    ['of nobody', 'null'],
    ['of nothing', ''],
    ['of a file', 'file://'],
    ['of a file on the own host', 'file://chat.example'],
    ['of an extension', 'chrome-extension://abcdefghijklmnop'],
    ['of a socket', 'wss://chat.example'],
    ['of data', 'data:text/html,x'],
    ['that is two', 'https://chat.example https://chat.example'],
    ['that is two with a comma', 'https://chat.example, https://evil.example'],
    ['that is everybody', '*'],
  ])('may not connect when it is one %s', (_, header) => {
    expect(origins.admit(header, OWN)).toBeUndefined();
  });

  test('is compared with the host that the client named, not with the one that the process knows', () => {
    const request = new Request('http://10.0.0.7:8080/', { headers: { host: 'chat.example:8080' } });

    expect(origins.admit('http://chat.example:8080', request)).toBe('http://chat.example:8080');
    expect(origins.admit('http://10.0.0.7:8080', request)).toBeUndefined();
  });

  test('that is none cannot be allowed', () => {
    expect(() => new Origins(['https://app.example/page'])).toThrow('"https://app.example/page" is not an origin');
  });
});
