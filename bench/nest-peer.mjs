import { env } from 'node:process'
import { Controller, Get, Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import pg from 'pg'

// The least application of the framework that has the same database behind it and answers over HTTP: a peer of P10.

const pool = new pg.Pool({ connectionString: env.DATABASE_URL })

class Health {
  async health() {
    const { rows } = await pool.query('select 1 as ready')
    return rows[0]
  }
}

const health = Object.getOwnPropertyDescriptor(Health.prototype, 'health')
Get('health')(Health.prototype, 'health', health)
Controller()(Health)

function App() {}
Module({ controllers: [Health] })(App)

const app = await NestFactory.create(App, { logger: false })
await app.listen(0, '127.0.0.1')
const answer = await fetch(`${await app.getUrl()}/health`)
console.log(await answer.text())
