#!/usr/bin/env python3
"""Makes the sample inputs: the same bytes on every machine, from one seed.

    python3 generate.py            writes NAME/files and NAME/deliveries.tsv for shop, stream and payments
    python3 generate.py --check    writes nothing; exit 1 when what is there differs from what would be written

What traps the inputs hold is told in README.md. The answers are none of this program's business: see answers.py.
"""

import bz2
import os
import struct
import sys
import zlib
from datetime import datetime, timedelta, timezone
from random import Random

HERE = os.path.dirname(os.path.abspath(__file__))
SEED = 20240301


class Dice:
    """Choices made with random() alone, the one method whose sequence Python promises to keep for a seed."""

    def __init__(self, name):
        self._next = Random("%d/%s" % (SEED, name)).random

    def below(self, n):
        return int(self._next() * n)

    def pick(self, values):
        return values[self.below(len(values))]

    def early(self, values):
        """Picks the first values far more often than the last ones."""
        return values[int(len(values) * self._next() ** 3)]

    def chance(self, percent):
        return self._next() * 100 < percent


def at(text):
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S").replace(tzinfo=timezone.utc)


def span(start, seconds, count, dice):
    """So many moments after the start, in order."""
    return sorted(start + timedelta(seconds=dice.below(seconds)) for _ in range(count))


# ---------------------------------------------------------------------------------------------------------------- shop

PATHS = (
    ["/", "/cart", "/search", "/login", "/checkout", "/static/shop.css", "/static/shop.js", "/favicon.ico"]
    + ["/item/%d" % n for n in (17, 4, 23, 42, 8, 15, 16, 99, 3, 31, 7, 12, 60, 61, 62, 70, 71, 72, 80, 81)]
    + ["/größe/xl", "/café", "/about%20us", "/old/index.php", "/api/stock", "/api/price"]
)
CLIENTS = ["192.0.2.%d" % n for n in range(1, 25)] + ["198.51.100.7", "203.0.113.80", "2001:db8::1", "2001:db8::42"]
AGENTS = ["Mozilla/5.0 (X11; Linux x86_64)", "curl/8.5.0", "shopbot/1.2 (\\\"friendly\\\")"]
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def stamp(time, hours):
    local = time + timedelta(hours=hours)
    return "%02d/%s/%s%+03d00" % (local.day, MONTHS[local.month - 1], local.strftime("%Y:%H:%M:%S "), hours)


def request(dice, time, hours=0, combined=True):
    """One line of an access log, as bytes without its line end."""
    path = dice.early(PATHS)
    if path == "/search":
        path += "?q=" + dice.pick(["mill", "water", "wheel%20rim", "a?b"])
    method = "POST" if path in ("/cart", "/login") and dice.chance(50) else "GET"
    status, size = dice.pick([("200", str(200 + dice.below(40000)))] * 8 + [("304", "-"), ("404", "196")])
    if time < at("2024-03-01T10:30:00") and dice.chance(6):  # after 10:30 no errors: a report without rows
        status, size = dice.pick(["500", "502", "503"]), "0"
    line = '%s - %s [%s] "%s %s HTTP/1.1" %s %s' % (
        dice.early(CLIENTS), "anna" if dice.chance(3) else "-", stamp(time, hours), method, path, status, size)
    if combined:
        line += ' "%s" "%s"' % (dice.pick(["-", "https://shop.example/"]), dice.pick(AGENTS))
    return line.encode()


def shop_log(dice, count, hours, combined):
    """(finished, line) in the order of finishing, which is the order a server logs in: begin times are out of order."""
    entries = []
    for begin in span(at("2024-03-01T09:00:00"), 110 * 60, count, dice):
        if at("2024-03-01T09:30:00") <= begin < at("2024-03-01T09:40:00"):
            continue  # nobody came: two empty buckets
        took = 150 + dice.below(400) if dice.chance(2) else dice.below(20)
        entries.append((begin + timedelta(seconds=took), request(dice, begin, hours, combined)))
    return sorted(entries, key=lambda entry: entry[0])


def shop():
    dice = Dice("shop")
    cuts = "0910 0925 0940 0955 1010 1025 1040 1050".split()
    bounds = [at("2024-03-01T%s:%s:00" % (c[:2], c[2:])) for c in cuts]

    def rotated(entries):
        files, start = {}, at("2024-03-01T00:00:00")
        for cut, end in zip(cuts, bounds[:-1] + [at("2024-03-02T00:00:00")]):
            files[cut] = [line for finished, line in entries if start <= finished < end]
            start = end
        return files

    web1 = rotated(shop_log(dice, 340, 0, True))
    web2 = rotated(shop_log(dice, 240, 1, False))
    web3 = shop_log(dice, 90, 0, True)

    def strange(time, method_and_url, client="192.0.2.3", user="-", rest="200 512"):
        return ('%s - %s [%s] "%s" %s' % (client, user, stamp(at(time), 0), method_and_url, rest)).encode()

    # Requests that are odd, but are requests.
    web1["0910"][5:5] = [
        strange("2024-03-01T09:04:01", "GET /search?q=\\\"mill\\\" HTTP/1.1"),
        strange("2024-03-01T09:04:02", 'GET /say-\\"hello\\" HTTP/1.1'),
        strange("2024-03-01T09:04:03", "GET /tab\there HTTP/1.1"),
        strange("2024-03-01T09:04:04", "GET /latin1-caf? HTTP/1.1").replace(b"caf?", b"caf\xe9"),
        strange("2024-03-01T09:04:05", ""),
        strange("2024-03-01T09:04:06", "QUIT"),
        strange("2024-03-01T09:04:07", "GET /two words HTTP/1.1", rest="400 0"),
        strange("2024-03-01T09:04:08", "GET ?only=query HTTP/1.1"),
        strange("2024-03-01T09:04:09", "GET /checkout HTTP/1.1", user="anna smith"),
        strange("2024-03-01T09:04:09", "GET /checkout HTTP/1.1", user="anna smith"),
        strange("2024-03-01T09:04:59", "HEAD /nothing HTTP/1.1", client="203.0.113.99", rest="304 -"),
        strange("2024-03-01T09:05:00", "GET /on-the-edge HTTP/1.1", client="203.0.113.98", rest="200 0 trailing words"),
        b"",
    ]
    # Lines that are no requests.
    web1["0955"][3:3] = [
        web1["0955"][0][:45],
        b"Starting web server: shop 4.2",
        b'192.0.2.4 - - 01/Mar/2024:09:44:00 +0000 "GET / HTTP/1.1" 200 99',
        strange("2024-03-01T09:44:01", "GET / HTTP/1.1").replace(b"01/Mar", b"32/Mar"),
        strange("2024-03-01T09:44:02", "GET / HTTP/1.1").replace(b"01/Mar", b"01/Brumaire"),
        strange("2024-03-01T09:44:03", "GET / HTTP/1.1").replace(b":09:44", b":25:44"),
        strange("2024-03-01T09:44:04", "GET / HTTP/1.1", rest="200 12kB"),
        strange("2024-03-01T09:44:05", "GET / HTTP/1.1", rest="200"),
        strange("2024-03-01T09:44:06", "GET /never-closed HTTP/1.1").replace(b'HTTP/1.1"', b"HTTP/1.1"),
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\x00\xff",
    ]
    # Clocks that run ahead: the tick that takes this file has 10:27:00. Five minutes are allowed, to the second.
    web1["1025"] += [
        strange("2024-03-01T10:32:00", "GET /just-allowed HTTP/1.1"),
        strange("2024-03-01T10:32:01", "GET /too-early HTTP/1.1"),
        strange("2024-03-01T10:55:00", "GET /too-early HTTP/1.1"),
    ]

    files = {"web1-%s.log" % cut: b"".join(line + b"\n" for line in lines) for cut, lines in web1.items()}
    for cut, lines in web2.items():
        files["web2-%s.log" % cut] = b"".join(line + (b"\r\n" if cut == "1010" else b"\n") for line in lines)
    files["web2-0955.log"] = files["web2-0955.log"][:-1]  # no final newline
    files["web1-1050.half"] = b"".join(line + b"\n" for line in web1["1050"][:4])
    files["web3-begin.log"] = b"".join(line + b"\n" for finished, line in web3 if finished < at("2024-03-01T09:42:00"))
    files["web3-grown.log"] = b"".join(line + b"\n" for _, line in web3)

    deliveries = [
        ("2024-03-01T09:12:00Z", "web1-0910.log web2-0910.log=web2/access-0910.log"),
        ("2024-03-01T09:27:00Z", "web1-0925.log web2-0925.log=web2/access-0925.log"),
        ("2024-03-01T09:42:00Z", "web1-0940.log web3-begin.log=web3.log"),
        ("2024-03-01T09:57:00Z", "web1-0955.log web2-0955.log=web2/access-0955.log web1-0925.log=web1-0925.log.1"),
        ("2024-03-01T10:12:00Z", "web1-1010.log web2-1010.log=web2/access-1010.log"),
        ("2024-03-01T10:27:00Z", "web1-1025.log web2-1025.log=web2/access-1025.log web2-0940.log=web2/access-0940.log"),
        ("2024-03-01T10:42:00Z", "web1-1040.log web2-1040.log=web2/access-1040.log web1-1050.half=web1-1050.log.tmp"),
        ("2024-03-01T11:02:00Z", "web1-1050.log web2-1050.log=web2/access-1050.log web3-grown.log=web3.log"),
    ]
    return files, deliveries


# -------------------------------------------------------------------------------------------------------------- stream

SAYINGS = [
    "The mill cannot grind with the water that is past.",
    "Much water goes by the mill that the miller knows not of",
    "Gottes Mühlen mahlen langsam, mahlen aber trefflich klein. GROẞ groß GROSS",
    "Ο ΜΥΛΟΣ ΓΥΡΙΖΕΙ, ο μύλος αλέθει· ΣΟΦΟΣ",
    "Вода прошлого года МЕЛЬНИЦУ не вертит: мельницу!",
    "Değirmen İKİ taştan, muhabbet iki baştan; IŞIK ışık",
    "أسمع جعجعةً ولا أرى طحنًا ٢٠٢٤",
    "אם אין קמח, אין תורה",
    "गेहूँ के साथ घुन भी पिसता है",
    "น้ำขึ้นให้รีบตัก",
    "有錢能使鬼推磨，流水不腐。",
    "水車は回る、みずぐるま １２３",
    "가는 말이 고와야 오는 말이 곱다",
    "l’eau coule au moulin: café cafe\u0301 CAFÉ",
    "\U00010414\U0001042f\U00010445 \U0001043c\U0001042f\U00010445",
    "Ⅳ ² ½ ǅ ﬁn 3.14 №5 \U0001f33e\U0001f33e don't don’t naïve_snake e-mail \u212a \u2126",
    "soft\u00adhyphen zero\u200bwidth no\u00a0break ideographic\u3000space next\u0085line line\u2028separator",
    "vertical\x0btab form\x0cfeed tab\tstop",
]
WORDS = "the mill water wheel stone flour grain turns and miller of a grinds slowly Mill WATER corn race pond sluice".split()


def talk(dice, lines):
    out = []
    for _ in range(lines):
        words = " ".join(dice.early(WORDS) for _ in range(2 + dice.below(9)))
        out.append(dice.pick([words, words, words, dice.pick(SAYINGS), dice.pick(SAYINGS) + " " + words, "", "  "]))
    return out


def text(lines, end="\n"):
    return "".join(line + end for line in lines).encode()


def gzip_stored(data):
    """A gzip member that stores its data: a compressor's bytes may differ from machine to machine, these do not."""
    block = struct.pack("<BHH", 1, len(data), len(data) ^ 0xFFFF) + data
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + block + struct.pack("<II", zlib.crc32(data), len(data))


def stream():
    dice = Dice("stream")
    bom = b"\xef\xbb\xbf"
    files = {
        "talk-20240302T0944Z.txt": text(talk(dice, 12)),
        "talk-20240302T1000Z.txt": bom + text(SAYINGS + talk(dice, 20) + ["\ufeffmarked again"]),
        "talk-20240302T1007Z.txt": text(talk(dice, 30)),
        "talk-20240302T1021Z.txt": text(talk(dice, 35), "\r\n"),
        "talk-20240302T1052Z.txt": text(talk(dice, 25) + ["only the late file says belated"]),
        "talk-20240302T1133Z.txt": text(talk(dice, 15)) + b"\n".join([
            b"latin1 caf\xe9 noir", b"half a letter \xc3", b"overlong \xc0\xaf slash", b"surrogate\xed\xa0\x80half",
            b"cut\xe2\x82euro", b"never valid a\xffb a\xfeb", b"no newline at the end"]),
        "talk-20240302T1148Z.txt.bz2": bz2.compress(text(talk(dice, 40) + ["only the bz2 file says squeezed"])),
        "talk-20240302T1210Z.txt": text(talk(dice, 30)),
        "talk-20240302T1231Z.txt": text(talk(dice, 20)),
        "talk-20240302T1250Z.txt": text(["from the future"] * 3),
        "talk-latest.txt": text(["which time is it", "nobody says"]),
    }
    members = gzip_stored(bom + text(talk(dice, 20))) + gzip_stored(text(talk(dice, 20) + ["the second member"]))
    files["talk-20240302T1040Z.txt.gz"] = members
    files["talk-20240302T1040Z.cut"] = members[:-100]
    deliveries = [
        ("2024-03-02T10:20:00Z", "talk-20240302T1000Z.txt talk-20240302T1007Z.txt"),
        ("2024-03-02T10:35:00Z", "talk-20240302T1021Z.txt"),
        ("2024-03-02T11:05:00Z", "talk-20240302T1040Z.cut=talk-20240302T1040Z.txt.gz talk-20240302T0944Z.txt"),
        ("2024-03-02T11:40:00Z", "talk-20240302T1133Z.txt talk-20240302T1007Z.txt=talk-20240302T1108Z.txt talk-latest.txt"),
        ("2024-03-02T12:05:00Z", "talk-20240302T1148Z.txt.bz2 talk-20240302T1040Z.txt.gz"),
        ("2024-03-02T12:25:00Z", "talk-20240302T1210Z.txt talk-20240302T1250Z.txt talk-20240302T1052Z.txt"),
        ("2024-03-02T13:05:00Z", "talk-20240302T1231Z.txt"),
    ]
    return files, deliveries


# ------------------------------------------------------------------------------------------------------------ payments

TILL = "time,event,account,currency,amount,outcome,memo".split(",")
WEB = "account,memo,time,amount,currency,event,outcome,branch".split(",")
ACCOUNTS = ["acc-%d" % n for n in range(1001, 1013)]
MEMOS = [
    "rent, March", 'says "thanks"', "two\nlines", "tab\there", "back\\slash", "Größe 42 für 2 €", "<b>bold</b>",
    "=1+1", "carriage\r\nreturn", '"', ",", "加油",
]
SUMMER = at("2024-03-31T01:00:00")  # Berlin's clocks go from 02:00 to 03:00


def berlin(time):
    return time + timedelta(hours=2 if time >= SUMMER else 1)


def written(dice, time, zoned):
    """The time as the till writes it (local, no zone), or as the web shop does (with an offset)."""
    if not zoned:
        return berlin(time).strftime("%Y-%m-%dT%H:%M:%S")
    fraction = dice.pick(["", ".250", ".5"])
    hours = dice.pick([0, 1, 2, -5])
    local = time + timedelta(hours=hours)
    return local.strftime("%Y-%m-%dT%H:%M:%S") + fraction + ("Z" if hours == 0 else "%+03d:00" % hours)


def quote(value):
    return '"' + value.replace('"', '""') + '"' if any(c in value for c in ',"\r\n') else value


def row(columns, fields):
    return ",".join(quote(fields.get(column, "")) for column in columns)


def payments_between(dice, start, seconds, count, columns):
    rows = []
    for time in span(at(start), seconds, count, dice):
        kind = dice.below(100)
        fields = {"time": written(dice, time, columns is WEB), "account": dice.early(ACCOUNTS), "branch": "north"}
        if kind < 72:
            amount = "%d.%02d" % (1 + dice.below(300), dice.below(100))
            fields.update(event="payment", currency=dice.early(["EUR", "GBP", "JPY"]), amount=amount, outcome="ok")
            fields["memo"] = dice.pick(MEMOS) if dice.chance(25) else ""
        elif kind < 82:
            fields.update(event="refund", currency="EUR", amount="-%d.5" % (1 + dice.below(40)), outcome="ok")
        else:
            fields.update(event="login", outcome="failed" if kind >= 94 else "ok")
        rows.append(row(columns, fields))
    for i in range(0, len(rows) - 3, 5):  # out of order, a little
        rows[i], rows[i + 3] = rows[i + 3], rows[i]
    return rows


def payments():
    dice = Dice("payments")

    def paid(time, account, amount, currency="EUR", memo="", event="payment"):
        return row(TILL, {"time": time, "event": event, "account": account, "currency": currency, "amount": amount,
                          "outcome": "failed" if event == "login" else "ok", "memo": memo})

    def csv(columns, rows, end="\n"):
        return "".join(line + end for line in [",".join(columns)] + rows).encode()

    odd = [
        paid("2024-03-31T01:20:00", "odd-tenths", "0.1"), paid("2024-03-31T01:20:01", "odd-tenths", "0.2"),
        paid("2024-03-31T01:20:02", "odd-large", "9223372036854775807"),
        paid("2024-03-31T01:20:03", "odd-large", "9223372036854775807"),
        paid("2024-03-31T01:20:04", "odd-small", "0.000000000000000000001"),
        paid("2024-03-31T01:20:05", "odd-small", "1234567890123456789.123456789"),
        paid("2024-03-31T01:20:06", "odd-forms", "1E3"), paid("2024-03-31T01:20:07", "odd-forms", ".5"),
        paid("2024-03-31T01:20:08", "odd-forms", "+5"), paid("2024-03-31T01:20:09", "odd-forms", "-0.00"),
        paid("2024-03-31T01:20:10", "odd-zeros", "1.50"), paid("2024-03-31T01:20:11", "odd-zeros", "1.500"),
        paid("2024-03-31T01:20:12", "nets-to-zero", "20.00"), paid("2024-03-31T01:20:13", "nets-to-zero", "-20.00"),
        paid("2024-03-31T01:20:14", "half-even", "0.000002", "CHF"),
        paid("2024-03-31T01:20:15", "half-even", "0.000003", "CHF"),
    ]
    no_number = [
        paid("2024-03-31T03:05:00", "acc-1001", "N/A"), paid("2024-03-31T03:05:01", "acc-1001", "12,50"),
        paid("2024-03-31T03:05:02", "acc-1001", ""),
    ]
    nobody = [paid("2024-03-31T03:06:00", "", "", "", event="login"), paid("2024-03-31T03:06:01", "", "", "", event="login")]
    broken = [
        "2024-03-31T03:07:00,payment,acc-1001,EUR",
        "2024-03-31T03:07:01,payment,acc-1001,EUR,1.00,ok,,one,two,too many",
        "yesterday,payment,acc-1001,EUR,1.00,ok,",
        "2024-03-31T25:07:02,payment,acc-1001,EUR,1.00,ok,",
        ",payment,acc-1001,EUR,1.00,ok,",
        ",".join(TILL),
    ]
    ahead = [paid("2024-03-31T03:32:01", "acc-1001", "77.00"), paid("2024-03-31T05:00:00", "acc-1001", "78.00")]
    later = payments_between(dice, "2024-03-31T00:40:00", 900, 14, TILL) + [paid("2024-03-31T01:44:44", "acc-late", "4.44")]
    guess = "".join(paid("2024-03-31T04:1%d:30" % n, "acc-1005", "", "", event="login") + "\n" for n in range(6))

    files = {
        "till-1.csv": csv(TILL, payments_between(dice, "2024-03-31T00:00:00", 1200, 24, TILL)),
        "web-1.csv": csv(WEB, payments_between(dice, "2024-03-31T00:00:00", 1500, 26, WEB), "\r\n"),
        "till-2.csv": csv(TILL, odd),
        "till-3.csv": csv(TILL, later),
        "till-4.csv": csv(TILL, payments_between(dice, "2024-03-31T01:00:00", 1500, 30, TILL)
                          + no_number + nobody + broken + ahead)
                      + b'\n2024-03-31T03:08:00,payment,"acc-1001,EUR,5.00,ok,\n',
        "web-2.csv": csv(WEB, payments_between(dice, "2024-03-31T01:15:00", 1500, 30, WEB)),
        "web-3.csv": csv(WEB, []),
        "till-5.csv": csv(TILL, payments_between(dice, "2024-03-31T02:10:00", 2400, 34, TILL)) + guess.encode(),
        "web-4.csv": csv(WEB, payments_between(dice, "2024-03-31T02:00:00", 2700, 30, WEB)),
    }
    deliveries = [
        ("2024-03-31T00:25:00Z", "till-1.csv web-1.csv"),
        ("2024-03-31T00:40:00Z", "till-2.csv"),
        ("2024-03-31T01:27:00Z", "till-4.csv"),
        ("2024-03-31T01:50:00Z", "web-2.csv web-3.csv till-1.csv=till-1-again.csv"),
        ("2024-03-31T02:20:00Z", "till-3.csv"),
        ("2024-03-31T03:05:00Z", "till-5.csv web-4.csv"),
    ]
    return files, deliveries


# ---------------------------------------------------------------------------------------------------------------- main

def tree(name, made):
    files, deliveries = made
    out = {"%s/files/%s" % (name, file): data for file, data in files.items()}
    lines = ["%s\t%s\n" % (tick, names) for tick, names in deliveries]
    out["%s/deliveries.tsv" % name] = "".join(lines).encode()
    return out


def present(names):
    """What is there now, in the folders this program owns."""
    found = {}
    for name in names:
        for file in os.listdir(os.path.join(HERE, name, "files")):
            found["%s/files/%s" % (name, file)] = None
    return found


def main(arguments):
    if arguments not in ([], ["--check"]):
        sys.exit(__doc__)
    wanted = {}
    for name, make in (("shop", shop), ("stream", stream), ("payments", payments)):
        wanted.update(tree(name, make()))
        os.makedirs(os.path.join(HERE, name, "files"), exist_ok=True)
    wrong = sorted(set(present(("shop", "stream", "payments"))) - set(wanted))
    for path, data in sorted(wanted.items()):
        target = os.path.join(HERE, path)
        if arguments:
            if not os.path.exists(target) or open(target, "rb").read() != data:
                wrong.append(path)
        else:
            with open(target, "wb") as out:
                out.write(data)
    if arguments:
        for path in wrong:
            print("differs: " + path, file=sys.stderr)
        sys.exit(1 if wrong else 0)
    for path in wrong:
        os.remove(os.path.join(HERE, path))


if __name__ == "__main__":
    main(sys.argv[1:])
