/**
 * How reports look: four sizes of type, one accent, hairlines; light and dark by the system or by choice; on paper
 * always light. Colours are variables that the charts read too.
 */
export const REPORT_STYLE = `
:root{color-scheme:light dark;
--paper:light-dark(#fdfdfb,#14171b);--ink:light-dark(#1c2127,#e4e6e8);--quiet:light-dark(#5a626c,#a0a8b1);
--line:light-dark(#dddcd5,#2e343b);--wash:light-dark(#f4f3ee,#1c2126);--accent:light-dark(#1f5a9e,#86b6ee);
--gain:light-dark(#1c7348,#6fc79b);--loss:light-dark(#b0352b,#f08f84);--warn:light-dark(#8a5600,#e2b15f);
--s1:12px;--s2:14px;--s3:18px;--s4:26px}
:root[data-theme=light]{color-scheme:light}:root[data-theme=dark]{color-scheme:dark}
*{box-sizing:border-box}
html{background:var(--paper);-webkit-text-size-adjust:100%}
body{margin:0 auto;max-width:1296px;padding:24px 24px 48px;color:var(--ink);background:var(--paper);
font:var(--s2)/20px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;font-variant-numeric:tabular-nums}
h1,h2,dl,dd,p,ul,table,figure{margin:0;padding:0}
h1{font-size:var(--s4);line-height:32px;font-weight:600;letter-spacing:-.01em}
h2{font-size:var(--s3);line-height:24px;font-weight:600}
small,.note,caption,.chart,.credit{font-size:var(--s1);line-height:16px}
small,.note,dt,th,.credit,.empty{color:var(--quiet)}
small{font-weight:400}
code{font:var(--s1)/16px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
a{color:var(--accent)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:-999px}.skip:focus{left:24px;top:8px;background:var(--paper)}
.gain{color:var(--gain)}.loss{color:var(--loss)}
.n{text-align:right}
header{display:flex;justify-content:space-between;gap:24px;align-items:flex-start}
header .kind{color:var(--accent);font-weight:600;font-size:var(--s1);line-height:16px}
nav{margin:16px 0 0;display:flex;flex-wrap:wrap;gap:0 16px;font-size:var(--s1);line-height:24px}
nav a{color:var(--quiet);text-decoration:none}nav a:hover{color:var(--accent);text-decoration:underline}
section{margin-top:40px;min-width:0}
h2+.note{margin-top:4px;max-width:90ch;text-wrap:pretty}
.pair .facts{columns:1}
section>.wide,section>.facts,section>.chart,section>.tools,section>.metrics,section>.ranges{margin-top:16px}
.empty{margin-top:16px;padding:16px 0;border-top:1px solid var(--line);border-bottom:1px solid var(--line)}
.pair{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:0 40px}
.pair.uneven{grid-template-columns:minmax(0,5fr) minmax(0,4fr)}
.headline{display:grid;grid-template-columns:repeat(8,minmax(0,1fr));border-top:1px solid var(--line);border-bottom:1px solid var(--line)}
#headline{margin-top:24px}
.headline>div{padding:12px 12px 16px;border-left:1px solid var(--line)}
.headline>div:first-child{padding-left:0;border-left:0}
.headline dt{font-size:var(--s1);line-height:16px}
.headline .figure{font-size:var(--s4);line-height:40px;white-space:nowrap;letter-spacing:-.02em}
.warnings{border-left:4px solid var(--warn);padding:8px 16px 12px;background:var(--wash)}
.warnings ul{padding-left:20px}.warnings li{margin-top:4px}.warnings h2{color:var(--warn)}.warnings summary{cursor:pointer;margin-top:8px}
.facts{columns:2;column-gap:40px}
.facts>div{display:grid;grid-template-columns:120px minmax(0,1fr);gap:16px;padding:6px 0;border-top:1px solid var(--line);break-inside:avoid}
.plain{list-style:none}
summary{cursor:pointer;color:var(--accent)}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%}
caption{text-align:left;font-weight:600;color:var(--ink);font-size:var(--s2);line-height:20px;padding:0 0 4px}
th{font-weight:400;text-align:left;font-size:var(--s1)}th.n{text-align:right}
tbody th,tfoot th{font-size:inherit;color:inherit}tfoot th,tfoot td{font-weight:600}
th,td{padding:4px 12px 4px 0;border-bottom:1px solid var(--line);vertical-align:top}
th:last-child,td:last-child{padding-right:0}
td.n,th.n{white-space:nowrap}
thead th{vertical-align:bottom}
.months td,.months th{padding:4px 8px}.months td.none{color:var(--quiet)}.months .total{font-weight:600}
.months th:first-child{padding-left:0}
${[1, 2, 3, 4, 5]
  .flatMap((shade) => [
    `.up${shade}{background:color-mix(in srgb,var(--gain) ${shade * 8}%,transparent)}`,
    `.down${shade}{background:color-mix(in srgb,var(--loss) ${shade * 8}%,transparent)}`,
  ])
  .join('')}
.surface{width:auto;min-width:48%}.pair .surface{min-width:100%}.surface td,.surface th{padding:4px 10px;border:1px solid var(--paper)}
.surface thead th:first-child{white-space:nowrap;padding-left:0}.surface tbody th{padding-left:0;text-align:right}
.surface td.none{color:var(--quiet);background:var(--wash)}.surface td.best{outline:2px solid var(--ink);outline-offset:-2px;font-weight:600}
${Array.from({ length: 9 }, (_, shade) => `.heat${shade}{background:color-mix(in srgb,var(--accent) ${shade * 6}%,transparent)}`).join('')}
.share{width:96px;height:8px;fill:var(--quiet)}
.metrics{columns:3;column-gap:40px}
.metrics table{break-inside:avoid;margin-bottom:24px}
.metrics small{display:block}.metrics td small{white-space:normal;max-width:14ch;margin-left:auto}
.chart{position:relative;height:280px}
#drawdown-chart{height:128px;margin-top:0}.chart.tall{height:440px}
.tools,.ranges,.pager{display:flex;flex-wrap:wrap;gap:8px 24px;align-items:center;font-size:var(--s1)}
.pager{margin-top:8px}
.buttons{display:inline-flex;gap:8px}
button,select,input{font:inherit;color:inherit;background:var(--paper);border:1px solid var(--line);border-radius:3px;padding:3px 8px;min-height:28px}
button{cursor:pointer}button:hover:not(:disabled){border-color:var(--accent);color:var(--accent)}
button:disabled{color:var(--quiet);opacity:.6;cursor:default}
.ranges{gap:4px}.ranges button{border-color:transparent;padding:0 8px;min-height:24px}
.ranges button[aria-pressed=true]{border-color:var(--accent);color:var(--accent)}
th button{border:0;padding:0;min-height:24px;background:none;text-align:inherit}
th[aria-sort=ascending] button::after{content:" ↑"}th[aria-sort=descending] button::after{content:" ↓"}
#walk-forward tbody th{min-width:16ch}
#trades,#trials{font-size:var(--s1);line-height:16px}
#trades td:nth-child(n+13){min-width:32ch}
#trades td:not(:nth-child(n+13)){white-space:nowrap}
tr.chosen{background:var(--wash)}
#trade-words{min-height:32px;margin-top:8px}
footer{margin-top:48px;padding-top:16px;border-top:1px solid var(--line);font-size:var(--s1);line-height:16px;color:var(--quiet)}
footer pre{white-space:pre-wrap;font:inherit}
.uplot,.uplot *{box-sizing:border-box}.uplot{position:relative}.u-wrap{position:relative;user-select:none}
.u-over,.u-under,.u-axis,.u-select,.u-cursor-x,.u-cursor-y,.u-cursor-pt{position:absolute}
.u-under{overflow:hidden}.uplot canvas{display:block;position:relative;width:100%;height:100%}
.u-select{background:var(--accent);opacity:.12;pointer-events:none}
.u-cursor-x,.u-cursor-y,.u-cursor-pt{left:0;top:0;pointer-events:none}
.u-cursor-x{height:100%;border-right:1px solid var(--quiet)}
.u-cursor-y{width:100%;border-bottom:1px solid var(--line)}
.u-cursor-pt{border-radius:50%;border:0 solid;background-clip:padding-box!important}
.u-off{display:none}
.reading{min-height:16px;padding-left:88px;color:var(--ink)}#drawdown-chart .reading{display:none}
.reading i{font-style:normal;color:var(--quiet);padding:0 4px 0 12px}.reading i:first-child{padding-left:0}
@media (max-width:1100px){.headline{grid-template-columns:repeat(4,minmax(0,1fr))}
.headline>div:nth-child(n+5){border-top:1px solid var(--line)}
.headline>div:nth-child(4n+1){padding-left:0;border-left:0}.metrics{columns:2}}
@media (max-width:760px){body{padding:16px 16px 32px}
.pair,.pair.uneven{grid-template-columns:minmax(0,1fr)}.facts,.metrics{columns:1}
.headline{grid-template-columns:repeat(2,minmax(0,1fr))}
.headline>div:nth-child(n+3){border-top:1px solid var(--line)}
.headline>div:nth-child(even){padding-left:12px;border-left:1px solid var(--line)}
.headline>div:nth-child(odd){padding-left:0;border-left:0}
.facts>div{grid-template-columns:88px minmax(0,1fr)}.chart.tall{height:360px}.reading{min-height:32px;padding:0}}
@media print{@page{size:A4;margin:12mm}:root{color-scheme:light}
body{padding:0;max-width:none}.tools,.pager button,.ranges,.skip,nav,header button{display:none}
h2{break-after:avoid}section{margin-top:24px;break-inside:avoid}#list,#ranking,#metrics,#run{break-inside:auto}
tr{break-inside:avoid}.wide{overflow:visible}.pair,.pair.uneven{display:block}
.headline{grid-template-columns:repeat(4,minmax(0,1fr))}.metrics{columns:2}
.chart.tall:has(+.picture){display:none}.picture{display:block;width:100%!important;height:auto!important;margin-top:16px}
#trades,#trades th,#trials,#trials th{font-size:9px;line-height:12px}#trades td,#trades th{padding-right:6px}#trades td:nth-child(n+13){min-width:0}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
@media screen{.picture{display:none}}
`
