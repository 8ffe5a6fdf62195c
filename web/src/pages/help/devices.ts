import type { MessageKey } from '../../i18n';

interface Device {
  key: 'android' | 'ios' | 'macos' | 'windows' | 'linux' | 'firefox';
  /** A product's name, the same in every language. */
  label: string;
  steps: readonly MessageKey[];
  /** The same in a terminal of the device. */
  command?: string;
}

/** How each comes to trust an authority, with the words of its own settings. */
export const DEVICES: readonly Device[] = [
  {
    key: 'android',
    label: 'Android',
    steps: ['tls.android.1', 'tls.android.2', 'tls.android.3', 'tls.android.4'],
  },
  { key: 'ios', label: 'iOS, iPadOS', steps: ['tls.ios.1', 'tls.ios.2', 'tls.ios.3'] },
  {
    key: 'macos',
    label: 'macOS',
    steps: ['tls.macos.1', 'tls.macos.2', 'tls.macos.3'],
    command: 'sudo security add-trusted-cert -d -r trustRoot -k /Library/Keychains/System.keychain ca.pem',
  },
  {
    key: 'windows',
    label: 'Windows',
    steps: ['tls.windows.1', 'tls.windows.2', 'tls.windows.3'],
    command: 'certutil -addstore -user Root ca.pem',
  },
  {
    key: 'linux',
    label: 'Linux',
    steps: ['tls.linux.1', 'tls.linux.2'],
    command: 'certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n mien -i ca.pem',
  },
  { key: 'firefox', label: 'Firefox', steps: ['tls.firefox.1', 'tls.firefox.2', 'tls.firefox.3'] },
];

export type DeviceKey = Device['key'];

/** The device whose browser this is, as far as it says so; iPads say that they are Macs, and have a touch screen. */
export const deviceOf = (userAgent: string, touchPoints: number): DeviceKey => {
  if (/android/i.test(userAgent)) return 'android';
  if (/iphone|ipad|ipod/i.test(userAgent)) return 'ios';
  if (/macintosh/i.test(userAgent)) return touchPoints > 1 ? 'ios' : 'macos';
  return /windows/i.test(userAgent) ? 'windows' : 'linux';
};
