import { utf8 } from './bytes.ts';

/** Redis Cluster specification, "Key distribution model": fixed for ever, so that every client can compute it. */
export const SLOTS = 16_384;

const OPEN = 0x7b;
const CLOSE = 0x7d;

/** CRC16-CCITT (XMODEM): polynomial 0x1021, nothing reflected, starts at 0. */
export function crc16(bytes: readonly number[], from = 0, to = bytes.length): number {
  let crc = 0;
  for (let i = from; i < to; i++) {
    crc ^= bytes[i]! << 8;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return crc;
}

/**
 * "Hash tags": only the bytes between the first `{` and the first `}` behind it are hashed, if there
 * are any. So all keys of one user fall into one slot, and can be asked for together.
 */
export function slotOfBytes(bytes: readonly number[]): number {
  const open = bytes.indexOf(OPEN);
  const close = open < 0 ? -1 : bytes.indexOf(CLOSE, open + 1);
  return close > open + 1 ? crc16(bytes, open + 1, close) % SLOTS : crc16(bytes) % SLOTS;
}

export const slotOf = (key: string): number => slotOfBytes(utf8(key));
