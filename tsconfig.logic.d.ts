/**
 * The few platform functions that logic folders may use: all engines and Node ≥ 20 have them.
 * Only tsconfig.logic.json reads this file; everywhere else the DOM's own types hold.
 */
interface ByteReader {
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array }>;
  cancel(reason?: unknown): Promise<void>;
}
interface ByteWriter {
  write(chunk: Uint8Array): Promise<void>;
  close(): Promise<void>;
  abort(reason?: unknown): Promise<void>;
}
interface ReadableStream<T = unknown> extends AsyncIterable<T> {
  getReader(): ByteReader;
  pipeThrough<R>(transform: { readonly readable: R; readonly writable: unknown }): R;
}
interface WritableStream<T = unknown> {
  getWriter(): ByteWriter;
  readonly chunk?: T;
}
declare class CompressionStream {
  constructor(format: 'deflate-raw' | 'deflate' | 'gzip');
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
}
declare class DecompressionStream {
  constructor(format: 'deflate-raw' | 'deflate' | 'gzip');
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
}
declare class Blob {
  constructor(parts?: readonly (string | Uint8Array | ArrayBuffer)[]);
  stream(): ReadableStream<Uint8Array>;
  arrayBuffer(): Promise<ArrayBuffer>;
}
declare class Response {
  constructor(body?: ReadableStream<Uint8Array> | string | Uint8Array | null);
  arrayBuffer(): Promise<ArrayBuffer>;
  text(): Promise<string>;
}
declare class TextEncoder {
  encode(text?: string): Uint8Array<ArrayBuffer>;
}
declare class TextDecoder {
  constructor(label?: string, options?: { readonly fatal?: boolean });
  decode(bytes?: ArrayBuffer | ArrayBufferView, options?: { readonly stream?: boolean }): string;
}
declare class URLSearchParams implements Iterable<[string, string]> {
  constructor(init?: string | Record<string, string>);
  get(name: string): string | null;
  getAll(name: string): string[];
  has(name: string): boolean;
  append(name: string, value: string): void;
  toString(): string;
  [Symbol.iterator](): IterableIterator<[string, string]>;
}
declare function atob(text: string): string;
declare function btoa(text: string): string;
declare function structuredClone<T>(value: T): T;
