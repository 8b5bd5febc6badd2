import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { TradingError } from '../core/errors.ts'

/** OWASP's second choice of scrypt parameters (Password Storage Cheat Sheet): 64 MiB and some 200 ms a try. */
const COST = { N: 65_536, r: 8, p: 2 } as const
const KEY_BYTES = 32
const SALT_BYTES = 16
const LENGTH_MIN = 12
/** A hash from outside must not make a try cost more than this. */
const MEMORY_MAX = 256 * 1_024 * 1_024

const derive = (password: string, salt: Buffer, bytes: number, cost: ScryptOptions) =>
  new Promise<Buffer>((resolve, reject) => {
    scrypt(
      password.normalize('NFKC'),
      salt,
      bytes,
      { ...cost, maxmem: MEMORY_MAX },
      (error, key) => (error === null ? resolve(key) : reject(error)),
    )
  })

/** `scrypt:N:r:p:salt:key`, with base64url: what DASHBOARD_PASSWORD_HASH holds. Throws INPUT_INVALID for a short password. */
export async function passwordHash(password: string): Promise<string> {
  if (password.length < LENGTH_MIN) {
    const says = `A password needs at least ${LENGTH_MIN} characters: a few words are easy to remember`
    throw new TradingError('INPUT_INVALID', says)
  }
  const salt = randomBytes(SALT_BYTES)
  const key = await derive(password, salt, KEY_BYTES, COST)
  const { N, r, p } = COST
  return ['scrypt', N, r, p, salt.toString('base64url'), key.toString('base64url')].join(':')
}

/** Whether a password is the one of a hash; takes the same time either way. */
export async function isPassword(password: string, hash: string): Promise<boolean> {
  const [, N, r, p, salt = '', key = ''] = hash.split(':')
  const wanted = Buffer.from(key, 'base64url')
  const cost = { N: Number(N), r: Number(r), p: Number(p) }
  const found = await derive(password, Buffer.from(salt, 'base64url'), wanted.length, cost)
  return timingSafeEqual(found, wanted)
}
