"""The currencies and how many decimal places amounts of each have: ISO 4217's minor units. Ours.

Amounts are stored as whole numbers of these smallest units: a table of a library that changes with its next release
would change what is stored (docs/decisions/tables-that-change.md). Codes that ISO has withdrawn keep the places that
CLDR gives them, and those to which it gives no minor unit (metals, funds) have two. Pure.
"""

from __future__ import annotations

_BY_PLACES = {
    0: """
        ADP BIF BYR CLP DJF ESP GNF ISK ITL JPY KMF KRW LUF MGF MRO PYG RWF SLL STD TMM TRL UGX UYI VND VUV
        XAF XOF XPF ZMK ZWD
    """,
    2: """
        AED AFA AFN ALK ALL AMD ANG AOA AOK AON AOR ARA ARL ARM ARP ARS ATS AUD AWG AZM AZN BAD BAM BAN BBD
        BDT BEC BEF BEL BGL BGM BGN BGO BMD BND BOB BOL BOP BOV BRB BRC BRE BRL BRN BRR BRZ BSD BTN BUK BWP
        BYB BYN BZD CAD CDF CHE CHF CHW CLE CNH CNX CNY COP COU CRC CSD CSK CUC CUP CVE CYP CZK DDM DEM DKK
        DOP DZD ECS ECV EEK EGP ERN ESA ESB ETB EUR FIM FJD FKP FRF GBP GEK GEL GHC GHS GIP GMD GNS GQE GRD
        GTQ GWE GWP GYD HKD HNL HRD HRK HTG HUF IDR IEP ILP ILR ILS INR IRR ISJ JMD KES KGS KHR KPW KRH KRO
        KYD KZT LAK LBP LKR LRD LSL LTL LTT LUC LUL LVL LVR MAD MAF MCF MDC MDL MGA MKD MKN MLF MMK MNT MOP
        MRU MTL MTP MUR MVP MVR MWK MXN MXP MXV MYR MZE MZM MZN NAD NGN NIC NIO NLG NOK NPR NZD PAB PEI PEN
        PES PGK PHP PKR PLN PLZ PTE QAR RHD ROL RON RSD RUB RUR SAR SBD SCR SDD SDG SDP SEK SGD SHP SIT SKK
        SLE SOS SRD SRG SSP STN SUR SVC SYP SZL THB TJR TJS TMT TOP TPE TRY TTD TWD TZS UAH UAK UGS USD USN
        USS UYP UYU UZS VEB VED VEF VES VNN WST XAD XAG XAU XBA XBB XBC XBD XCD XCG XDR XEU XFO XFU XPD XPT
        XRE XSU XTS XUA XXX YDD YER YUD YUM YUN YUR ZAL ZAR ZMW ZRN ZRZ ZWG ZWL ZWR
    """,
    3: """
        BHD IQD JOD KWD LYD OMR TND
    """,
    4: """
        CLF UYW
    """,
}

PLACES = {code: places for places, codes in _BY_PLACES.items() for code in codes.split()}
