import { expect, it } from 'vitest';
import { initCommand, secureAddress } from './commands';

it('asks for a certificate with the name by which the page was reached', () => {
  expect(initCommand('mien.lan')).toBe('mien tls init --name mien.lan');
  expect(initCommand('192.168.1.20')).toBe('mien tls init --name 192.168.1.20');
  expect(initCommand('[fd00::2]')).toBe('mien tls init --name fd00::2');
  expect(secureAddress('[fd00::2]')).toBe('https://[fd00::2]:8443/ui/');
});

it('names nothing that only the server itself could reach', () => {
  for (const hostname of ['localhost', '127.0.0.1', '[::1]', 'mien.localhost']) {
    expect(initCommand(hostname)).toBe('mien tls init');
    expect(secureAddress(hostname)).toBeUndefined();
  }
});
