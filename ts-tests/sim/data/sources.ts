// The files that named replays are made of, and where such data is to be had. None is in the repository.

const format = 'docs/simulation.md describes the format; any file of it will do.'

export const sources = {
  usdc: {
    file: 'kraken_USDC-USD_1m_2023-03.csv.gz',
    columns: ['ts', 'close', 'buy_vol', 'sell_vol'],
    source: `Kraken publishes its trades of USDC/USD for download (support.kraken.com, "Downloadable historical market data"); added up to minutes, with takers' purchases and sales apart, they make this file. ${format}`,
  },
  ust: {
    file: 'UST-USD_1d_2020-2025.csv.gz',
    columns: ['ts', 'open', 'high', 'low', 'close', 'volume'],
    source: `CoinMarketCap and CoinGecko list the daily history of TerraUSD (TerraClassicUSD). ${format}`,
  },
  goldHours: {
    file: 'XAU-USD_1h_2012-2022.csv.gz',
    columns: ['ts', 'open', 'high', 'low', 'close', 'volume'],
    source: `Brokers and Dukascopy's historical data export offer hourly bars of XAU/USD. ${format}`,
  },
  goldFiveMinutes: {
    file: 'XAU-USD_m5_2024-2026.csv.gz',
    columns: ['ts', 'open', 'high', 'low', 'close', 'volume'],
    source: `Brokers (MetaTrader's history) and Dukascopy's historical data export offer 5-minute bars of XAU/USD. ${format}`,
  },
} as const

/** What a replay that somebody names by its path must be. */
export const ownFile = `A replay reads a CSV of minutes with the columns ts, oracle, market, sell, buy. Exchanges' trade histories (Kraken's and Binance's downloads) added up to minutes make one; ts-tests/sim/data/synthetic-depeg.csv is an example. ${format}`
