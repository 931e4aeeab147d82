/** Everybody on the platform: 120 people with a wall (what they posted last) and a count of likes. */
export const PEOPLE = 120;
export type Region = 'eu' | 'us' | 'ap';
export const REGIONS: readonly Region[] = ['eu', 'us', 'ap'];

/** A number in three digits. */
const padded = (user: number): string => String(user).padStart(3, '0');

/** The braces are a hash tag: all keys of one person fall into one slot. */
export const wallOf = (user: number): string => WALLS[user]!;
export const likesOf = (user: number): string => LIKES[user]!;
const WALLS: readonly string[] = Array.from({ length: PEOPLE }, (_, user) => `{u${padded(user)}}:wall`);
const LIKES: readonly string[] = Array.from({ length: PEOPLE }, (_, user) => `{u${padded(user)}}:likes`);
export const isCounter = (key: string): boolean => key.includes(':likes');
/** The three digits behind `{u`: read digit by digit, because every request asks for them several times. */
export const userOf = (key: string): number =>
  (key.charCodeAt(2) - ZERO) * 100 + (key.charCodeAt(3) - ZERO) * 10 + key.charCodeAt(4) - ZERO;
const ZERO = 0x30;
/** The place of a key in `KEYS`: a wall, and the likes behind it. */
export const numberOf = (key: string): number => 2 * userOf(key) + (key.charCodeAt(7) === L ? 1 : 0);
const L = 0x6c;
/** The counter that belongs to a wall. */
export const likesBeside = (wall: string): string => LIKES[userOf(wall)]!;

/** A person's number carries the region of sign-up, as ids on large platforms do. Whoever moves keeps it. */
export const bornIn = (user: number): Region => REGIONS[user % REGIONS.length]!;

/** Numbers are given in order, so the newest people have the highest ones. */
export const NEWEST = 12;

const PEOPLE_LIST: readonly number[] = Array.from({ length: PEOPLE }, (_, user) => user);
export const PEOPLE_OF: Readonly<Record<Region, readonly number[]>> = {
  eu: PEOPLE_LIST.filter((user) => bornIn(user) === 'eu'),
  us: PEOPLE_LIST.filter((user) => bornIn(user) === 'us'),
  ap: PEOPLE_LIST.filter((user) => bornIn(user) === 'ap'),
};
export const KEYS: readonly string[] = PEOPLE_LIST.flatMap((user) => [wallOf(user), likesOf(user)]);
/** The celebrity of experiment "One famous account". */
export const STAR = 42;

export type Item = string | number;
export const initialItem = (key: string): Item => (isCounter(key) ? 0 : '');

/** A hot counter is split: each shard counts a part of its own, under a name of its own. */
export const partOf = (key: string, shard: string): string => `${key}#${shard}`;
export const isPart = (key: string): boolean => key.includes('#');
