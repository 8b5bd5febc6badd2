/** Symbol, name, industry as NSE writes it, price (₹), thousand shares a day, beta, own volatility a day (bps). */
export type SimShareRow = readonly [string, string, string, number, number, number, number]

const AUTO = 'Automobile and Auto Components'
const CAPITAL_GOODS = 'Capital Goods'
const CEMENT = 'Construction Materials'
const CHEMICALS = 'Chemicals'
const CONSTRUCTION = 'Construction'
const CONSUMER_GOODS = 'Fast Moving Consumer Goods'
const CONSUMER_SERVICES = 'Consumer Services'
const DIVERSIFIED = 'Diversified'
const DURABLES = 'Consumer Durables'
const FINANCE = 'Financial Services'
const HEALTH = 'Healthcare'
const IT = 'Information Technology'
const METALS = 'Metals & Mining'
const OIL = 'Oil Gas & Consumable Fuels'
const POWER = 'Power'
const SERVICES = 'Services'
const TELECOM = 'Telecommunication'
const TEXTILES = 'Textiles'

/**
 * The NIFTY 50 of August 2025 and weights in percent. Names and industries are facts; prices, volumes, betas and
 * volatilities are of the order of those of 2024, rounded, and what is made of them is fictitious.
 */
export const INDEX_MEMBERS: readonly (readonly [weight: number, ...row: SimShareRow])[] = [
  [13, 'HDFCBANK', 'HDFC Bank', FINANCE, 1_770, 17_000, 1, 95],
  [9, 'ICICIBANK', 'ICICI Bank', FINANCE, 1_280, 13_000, 1, 75],
  [8.6, 'RELIANCE', 'Reliance Industries', OIL, 1_220, 6_100, 1.2, 70],
  [5, 'INFY', 'Infosys', IT, 1_880, 5_900, 0.7, 115],
  [4.5, 'BHARTIARTL', 'Bharti Airtel', TELECOM, 1_590, 5_400, 0.9, 105],
  [3.8, 'LT', 'Larsen & Toubro', CONSTRUCTION, 3_610, 2_100, 1.4, 115],
  [3.4, 'ITC', 'ITC', CONSUMER_GOODS, 484, 12_000, 0.6, 90],
  [2.9, 'AXISBANK', 'Axis Bank', FINANCE, 1_060, 8_600, 1.1, 105],
  [2.9, 'SBIN', 'State Bank of India', FINANCE, 795, 15_000, 1.5, 120],
  [2.8, 'TCS', 'Tata Consultancy Services', IT, 4_090, 2_000, 0.6, 105],
  [2.6, 'KOTAKBANK', 'Kotak Mahindra Bank', FINANCE, 1_790, 4_300, 0.8, 115],
  [2.5, 'M&M', 'Mahindra & Mahindra', AUTO, 3_010, 2_700, 1.2, 150],
  [2.2, 'BAJFINANCE', 'Bajaj Finance', FINANCE, 6_820, 1_000, 1.1, 115],
  [2, 'HINDUNILVR', 'Hindustan Unilever', CONSUMER_GOODS, 2_330, 1_600, 0.3, 110],
  [1.8, 'ETERNAL', 'Eternal', CONSUMER_SERVICES, 278, 46_000, 0.7, 220],
  [1.6, 'SUNPHARMA', 'Sun Pharmaceutical', HEALTH, 1_890, 1_900, 0.5, 95],
  [1.6, 'MARUTI', 'Maruti Suzuki India', AUTO, 10_900, 470, 0.8, 105],
  [1.5, 'NTPC', 'NTPC', POWER, 333, 14_000, 1.6, 135],
  [1.4, 'HCLTECH', 'HCL Technologies', IT, 1_920, 2_600, 0.7, 110],
  [1.3, 'ULTRACEMCO', 'UltraTech Cement', CEMENT, 11_400, 310, 1.1, 85],
  [1.3, 'TATAMOTORS', 'Tata Motors', AUTO, 740, 11_000, 1.1, 140],
  [1.3, 'TITAN', 'Titan Company', DURABLES, 3_250, 1_000, 0.7, 115],
  [1.2, 'BEL', 'Bharat Electronics', CAPITAL_GOODS, 293, 24_000, 1.8, 175],
  [1.1, 'POWERGRID', 'Power Grid', POWER, 309, 14_000, 1.3, 145],
  [1.1, 'TATASTEEL', 'Tata Steel', METALS, 138, 39_000, 1.4, 125],
  [1, 'BAJAJFINSV', 'Bajaj Finserv', FINANCE, 1_570, 1_300, 1, 85],
  [0.9, 'TRENT', 'Trent', CONSUMER_SERVICES, 7_120, 670, 1, 205],
  [0.9, 'GRASIM', 'Grasim Industries', CEMENT, 2_440, 680, 1, 105],
  [0.9, 'HINDALCO', 'Hindalco Industries', METALS, 602, 5_800, 1.1, 165],
  [0.9, 'ADANIPORTS', 'Adani Ports', SERVICES, 1_230, 2_800, 2.1, 180],
  [0.9, 'JIOFIN', 'Jio Financial Services', FINANCE, 299, 17_000, 1.2, 200],
  [0.9, 'ASIANPAINT', 'Asian Paints', DURABLES, 2_280, 1_100, 0.5, 105],
  [0.9, 'JSWSTEEL', 'JSW Steel', METALS, 902, 1_900, 1.3, 115],
  [0.9, 'BAJAJ-AUTO', 'Bajaj Auto', AUTO, 8_800, 400, 0.7, 160],
  [0.8, 'TECHM', 'Tech Mahindra', IT, 1_710, 1_800, 0.8, 135],
  [0.8, 'SHRIRAMFIN', 'Shriram Finance', FINANCE, 2_890, 1_200, 1.5, 160],
  [0.8, 'COALINDIA', 'Coal India', OIL, 384, 9_100, 1.5, 155],
  [0.8, 'ONGC', 'Oil & Natural Gas', OIL, 239, 16_000, 1.8, 165],
  [0.8, 'CIPLA', 'Cipla', HEALTH, 1_530, 1_600, 0.3, 145],
  [0.7, 'DRREDDY', 'Dr. Reddy’s Laboratories', HEALTH, 1_390, 1_700, 0.4, 105],
  [0.7, 'NESTLEIND', 'Nestle India', CONSUMER_GOODS, 2_170, 800, 0.4, 100],
  [0.7, 'HDFCLIFE', 'HDFC Life Insurance', FINANCE, 617, 3_900, 0.7, 120],
  [0.7, 'SBILIFE', 'SBI Life Insurance', FINANCE, 1_390, 1_300, 0.8, 125],
  [0.7, 'EICHERMOT', 'Eicher Motors', AUTO, 4_820, 530, 0.8, 120],
  [0.6, 'APOLLOHOSP', 'Apollo Hospitals', HEALTH, 7_300, 350, 0.5, 115],
  [0.6, 'TATACONSUM', 'Tata Consumer Products', CONSUMER_GOODS, 915, 1_400, 0.7, 130],
  [0.6, 'WIPRO', 'Wipro', IT, 302, 6_500, 1, 135],
  [0.6, 'ADANIENT', 'Adani Enterprises', METALS, 2_530, 1_500, 2, 230],
  [0.5, 'HEROMOTOCO', 'Hero MotoCorp', AUTO, 4_160, 640, 0.6, 135],
  [0.5, 'INDUSINDBK', 'IndusInd Bank', FINANCE, 960, 3_500, 1.2, 165],
]

/** Shares outside the index on which derivatives exist. */
export const OTHER_DERIVATIVE_SHARES: readonly SimShareRow[] = [
  ['YESBANK', 'Yes Bank', FINANCE, 19.6, 150_000, 1.3, 245],
  ['PNB', 'Punjab National Bank', FINANCE, 103, 36_000, 1.7, 175],
  ['IRCTC', 'Indian Railway Catering', CONSUMER_SERVICES, 787, 1_900, 1.4, 145],
  ['CDSL', 'Central Depository Services', FINANCE, 1_760, 1_700, 1.1, 240],
  ['PAGEIND', 'Page Industries', TEXTILES, 47_500, 22, 0.5, 135],
]

/** Shares without derivatives, thinly traded, and their price bands in percent, which are ours. */
export const SMALL_SHARES: readonly (readonly [bandPercent: 5 | 10 | 20, ...row: SimShareRow])[] = [
  [20, 'MRF', 'MRF', AUTO, 130_000, 7.4, 0.7, 105],
  [20, '3MINDIA', '3M India', DIVERSIFIED, 30_400, 4.7, 0.5, 150],
  [20, 'GILLETTE', 'Gillette India', CONSUMER_GOODS, 9_550, 20, 0.4, 190],
  [20, 'BASF', 'BASF India', CHEMICALS, 5_560, 30, 0.9, 300],
  [20, 'AKZOINDIA', 'Akzo Nobel India', DURABLES, 3_590, 13, 0.5, 205],
  [20, 'CENTURYPLY', 'Century Plyboards', DURABLES, 738, 120, 0.6, 175],
  [10, 'ASTRAZEN', 'AstraZeneca Pharma', HEALTH, 7_310, 12, 0.6, 295],
  [10, 'BLUEJET', 'Blue Jet Healthcare', HEALTH, 565, 170, 0.8, 230],
  [10, 'FORCEMOT', 'Force Motors', AUTO, 6_510, 29, 1.2, 320],
  [10, 'SBFC', 'SBFC Finance', FINANCE, 90.7, 1_600, 0.9, 215],
  [5, 'MMTC', 'MMTC', SERVICES, 72.6, 2_900, 0.9, 200],
  [5, 'CGCL', 'Capri Global Capital', FINANCE, 187, 210, 0.7, 190],
]
