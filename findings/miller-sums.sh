#!/usr/bin/env bash
# Debian's Miller 6.6.0-2+b3 counts and sums tables, mlr stats1 -a sum. What is no number to it, as an amount with a thousands' separator, is (error) in its own language, put,
# and one expects the sum of stats1 to be (error), too. Seen: such amounts are left out of the sum without a word, and counted. Of Ann's 1,200.00 and 800.00 the sum is 800, the
# mean 800, and the count two; of amounts that all have a separator the sum is 0. The greatest is the text that is last by its letters: "€ 90.00" of 400.00. Of one report the
# large deals are gone and the small ones stay. The package is Debian 12's.
set -eu
cd "$(mktemp -d)"
apt-get download -qq miller=6.6.0-2+b3 2> /dev/null
dpkg -x miller_6.6.0-2+b3_*.deb .
cat > deals.csv <<'CSV'
Deal,Owner,Amount
Fence,Ann,"1,200.00"
Gate,Ann,800.00
Door,Bo,400.00
Key,Bo,€ 90.00
Bell,Cy,"2,000.00"
Lamp,Cy,"3,000.00"
CSV
{
  usr/bin/mlr --icsv --opprint stats1 -a sum,mean,count,max -f Amount -g Owner deals.csv
  usr/bin/mlr --icsv --opprint put -q '@sum[$Owner] += $Amount; end { emit @sum, "Owner" }' deals.csv
} > seen
diff seen - <<'EXPECTED'
Owner Amount_sum Amount_mean Amount_count Amount_max
Ann   800        800         2            1,200.00
Bo    400        400         2            € 90.00
Cy    0          -           2            3,000.00
Owner sum
Ann   (error)
Bo    (error)
Cy    (error)
EXPECTED
echo "as seen: Miller 6.6.0 leaves the large amounts out of a sum"
