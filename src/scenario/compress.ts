/**
 * Text as base64url of its raw deflate, with the streams that browsers, workers and Node have.
 * Engines may deflate to different bytes; only what comes out again counts. ASCII only, which is
 * all that readable links hold.
 */
export async function deflateText(text: string): Promise<string> {
  const stream = new CompressionStream('deflate-raw');
  const written = writeAll(
    stream.writable.getWriter(),
    Uint8Array.from(text, (character) => character.charCodeAt(0)),
  );
  const chunks = await readUpTo(stream.readable.getReader(), Infinity);
  await written;
  return toBase64Url(chunks ?? []);
}

/** The text again; null where it is damaged, not ASCII, or longer than `maxChars` when inflated. */
export async function inflateText(packed: string, maxChars: number): Promise<string | null> {
  const bytes = fromBase64Url(packed);
  if (bytes === null || bytes.length === 0) return null;
  const stream = new DecompressionStream('deflate-raw');
  const written = writeAll(stream.writable.getWriter(), bytes);
  try {
    const chunks = await readUpTo(stream.readable.getReader(), maxChars);
    if (chunks === null) return null;
    if (!(await written)) return null;
    const text = chunks.map(asciiText);
    return text.includes(null) ? null : text.join('');
  } catch {
    return null;
  }
}

/** Deflate packs at most about 1,032 to 1, so slices bound what one write can blow up to. */
const SLICE_BYTES = 1_024;

interface Writer {
  write(chunk: Uint8Array<ArrayBuffer>): Promise<void>;
  close(): Promise<void>;
}

/** False where the stream failed or was cancelled; the reader's side says why. */
async function writeAll(writer: Writer, bytes: Uint8Array<ArrayBuffer>): Promise<boolean> {
  try {
    for (let from = 0; from < bytes.length; from += SLICE_BYTES)
      await writer.write(bytes.slice(from, from + SLICE_BYTES));
    await writer.close();
    return true;
  } catch {
    return false;
  }
}

interface Reader {
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
  cancel(): Promise<void>;
}

/** Everything that comes; null, and the stream cancelled, as soon as it is more than `maxBytes`. */
async function readUpTo(reader: Reader, maxBytes: number): Promise<Uint8Array[] | null> {
  const chunks: Uint8Array[] = [];
  let total = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done || value === undefined) return chunks;
    total += value.length;
    if (total > maxBytes) {
      await reader.cancel().catch(() => undefined);
      return null;
    }
    chunks.push(value);
  }
}

function asciiText(bytes: Uint8Array): string | null {
  let text = '';
  for (const byte of bytes) {
    if (byte < 0x21 || byte > 0x7e) return null;
    text += String.fromCharCode(byte);
  }
  return text;
}

function toBase64Url(chunks: readonly Uint8Array[]): string {
  const binary = chunks.map((chunk) => Array.from(chunk, (byte) => String.fromCharCode(byte)).join('')).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[A-Za-z0-9_-]+$/.test(text) || text.length % 4 === 1) return null;
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
}
