/**
 * Plain data: the only kind of value that may cross between a program, the kernel and a link.
 * It survives JSON and structured clone, and has one canonical hash.
 */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}
