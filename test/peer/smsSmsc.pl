# An SMSC on Net::SMPP, driven by lines on stdin and told of by lines on stdout. Arguments: port.
use strict;
use warnings;
use IO::Select;
use Net::SMPP;
$| = 1;
my $listener = Net::SMPP->new_listen('127.0.0.1', port => $ARGV[0], smpp_version => 0x34, interface_version => 0x34) or die "listen: $!";
print "ready\n";
my $count = 0;
my $typed = '';
while (my $s = $listener->accept) {
  my $select = IO::Select->new($s, \*STDIN);
  SESSION: while (1) {
    for my $h ($select->can_read) {
      if ($h == $s) {
        my $p = $s->read_pdu() or last SESSION;
        my $c = $p->{cmd};
        if ($c == 0x09) { $s->bind_transceiver_resp(system_id => 'PERL', seq => $p->{seq}); print "bound $p->{system_id}\n"; }
        elsif ($c == 0x04) {
          $count++;
          if ($p->{destination_addr} =~ /58$/) { $s->submit_sm_resp(status => 0x58, message_id => '', seq => $p->{seq}); print "throttled\n"; next; }
          print "submit $p->{destination_addr} $p->{data_coding} $p->{esm_class} ", unpack('H*', $p->{short_message}), "\n";
          if ($p->{destination_addr} =~ /99$/) { print "cut\n"; last SESSION; }
          $s->submit_sm_resp(message_id => "P$count", seq => $p->{seq});
          $s->deliver_sm(source_addr => $p->{destination_addr}, destination_addr => $p->{source_addr}, esm_class => 4, short_message => "id:P$count sub:001 dlvrd:001 submit date:2611221740 done date:2611221741 stat:DELIVRD err:000 text:", async => 1) if $p->{registered_delivery};
        }
        elsif ($c == 0x15) { $s->enquire_link_resp(seq => $p->{seq}); }
        elsif ($c == 0x06) { $s->unbind_resp(seq => $p->{seq}); print "unbound\n"; last SESSION; }
        elsif ($c == 0x80000005) { print "answered $p->{status}\n"; }
      } else {
        # By hand: a buffered read would take two lines at once and leave the second unseen.
        exit 0 unless sysread(STDIN, $typed, 4096, length $typed);
        while ($typed =~ s/^(.*)\n//) {
          my $line = $1;
          if ($line =~ /^deliver (\d+) (\d+) (\d+) ([0-9a-f]*)$/) { $s->deliver_sm(source_addr_ton => 1, source_addr => $1, destination_addr => '10690123', data_coding => $2, esm_class => $3, short_message => pack('H*', $4), async => 1); }
          elsif ($line =~ /^cut$/) { last SESSION; }
        }
      }
    }
  }
  close $s;
}
