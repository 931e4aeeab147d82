/** A node as people speak of it, for notes: "replica 3", "client 1", "lock service". */
export const called = (id: string): string => id.replace(/^n(?=\d)/, 'replica ').replace('-', ' ');
