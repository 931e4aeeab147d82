/**
 * Personal data in events that can never be deleted: it is stored sealed, and the key is kept
 * elsewhere. Who throws the key away has deleted it in every copy and every backup of the log.
 * The sealing here stands for a real cipher; it shows the way, and protects nothing.
 */
export function seal(text: string, key: number): string {
  let sealed = '';
  let pad = key;
  for (let i = 0; i < text.length; i += 1) {
    pad = nextPad(pad);
    sealed += ((text.charCodeAt(i) ^ (pad >>> 24)) & 0xff).toString(16).padStart(2, '0');
  }
  return sealed;
}

export function open(sealed: string, key: number): string {
  let text = '';
  let pad = key;
  for (let i = 0; i < sealed.length; i += 2) {
    pad = nextPad(pad);
    text += String.fromCharCode((Number.parseInt(sealed.slice(i, i + 2), 16) ^ (pad >>> 24)) & 0xff);
  }
  return text;
}

const nextPad = (pad: number): number => (Math.imul(pad, 0x0019660d) + 0x3c6ef35f) | 0;

/** The key that an account of the years before was given: log and key store begin with what was written then. */
export function firstKey(account: string): number {
  let key = 0x811c9dc5;
  for (let i = 0; i < account.length; i += 1) key = Math.imul(key ^ account.charCodeAt(i), 0x01000193);
  return key | 1;
}
