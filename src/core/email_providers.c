/*
 * email_providers.c
 *	  Domains in which providers give addresses to everybody: they say nothing about whom somebody works for.
 *
 * Facts that the providers state on the pages where they sell or give away addresses,
 * collected here by hand; see NOTICE.
 */
#include "core/email.h"

#include <string.h>

/* a provider that has one name under several top-level domains, these apart by blanks */
typedef struct family
{
	const char *name;
	const char *suffixes;
} family;

/* the consumer domains of Microsoft, "Sign in with any account": "+tag" makes no difference in any of them */
static const family microsoft[] = {
	{"outlook", "at be cl co.id co.il co.nz co.th com com.ar com.au com.br com.gr com.pe com.tr com.vn cz de dk"
		" es fr hu"
		" ie in it jp kr lv my ph pt sa sg sk"},
	{"hotmail", "at be ca ch cl co.id co.il co.in co.jp co.kr co.nz co.th co.uk co.za com com.ar com.au com.br"
		" com.hk com.tr"
		" com.tw com.vn cz de dk es fi fr gr hu it lt lv my nl no ph pt rs se sg sk"},
	{"live", "at be ca ch cl cn co.in co.kr co.uk co.za com com.ar com.au com.co com.mx com.my com.pe com.ph"
		" com.pk com.pt"
		" com.sg com.ve de dk fi fr hk ie in it jp nl no ph ru se"},
	{"msn", "com"}, {"windowslive", "com"}, {"passport", "com"},
};

static const family families[] = {
	{"aol", "at be ch co.nz co.uk com com.au com.br cz de dk es fi fr hk in it jp kr nl pl se tw"},
	{"gmx", "at ch co.uk com com.br com.mx com.tr de es eu fr it net org pt us"},
	{"yahoo", "at be bg ca cl co.id co.il co.in co.jp co.kr co.nz co.th co.uk co.za com com.ar com.au com.br"
		" com.cn com.co"
		" com.hk com.mx com.my com.pe com.ph com.sg com.tr com.tw com.ua com.ve com.vn cz de dk ee es fi fr gr"
		" hr hu ie in it"
		" lt lv nl no pl pt ro rs se si sk"},
	{"yandex", "by com com.tr kz ru ua uz"}, {"ymail", "com"}, {"rocketmail", "com"}, {"gmail", "com"},
	{"googlemail", "com"},
	{"mail", "bg com de ee ru ua"}, {"inbox", "com eu lt lv ru"}, {"orange", "fr es"}, {"tutanota", "com de"},
	{"protonmail", "ch com"}, {"zohomail", "com eu in"}, {"tiscali", "co.uk it"}, {"fastmail", "com fm"},
	{"free", "fr"},
	{"interia", "eu pl"}, {"onet", "eu pl"}, {"sina", "cn com"}, {"daum", "net"}, {"docomo", "ne.jp"}, {"ezweb",
	"ne.jp"},
};

/* single domains */
static const char *const domains[] = {
	"126.com", "139.com", "163.com", "189.cn", "21cn.com", "abv.bg", "aim.com", "alice.it", "aliyun.com",
	"arcor.de", "att.net",
	"au.com", "azet.sk", "bell.net", "bellsouth.net", "bigpond.com", "bigpond.net.au", "bk.ru", "blueyonder.co.uk",
	"bluewin.ch", "bol.com.br", "bredband.net", "btinternet.com", "centrum.cz", "centrum.sk", "charter.net",
	"club-internet.fr",
	"comcast.net", "consultant.com", "cox.net", "disroot.org", "duck.com", "earthlink.net", "email.com", "email.cz",
	"email.de", "engineer.com", "excite.com", "foxmail.com", "freemail.hu", "freenet.de", "frontier.com", "gawab.com",
	"globo.com", "hanmail.net", "hey.com", "hushmail.com", "i.softbank.jp", "i.ua", "icloud.com", "ig.com.br",
	"iinet.net.au",
	"internode.on.net", "juno.com", "keemail.me", "kpnmail.nl", "laposte.net", "libero.it", "list.ru", "lycos.com",
	"mac.com", "mailbox.org", "mailfence.com", "me.com", "meta.ua", "mweb.co.za", "nate.com", "naver.com", "neuf.fr",
	"netscape.net", "netzero.net", "ntlworld.com", "o2.pl", "online.no", "op.pl", "optimum.net", "optonline.net",
	"optusnet.com.au", "outlook.com", "pacbell.net", "pm.me", "poczta.onet.pl", "post.cz", "posteo.de", "posteo.net",
	"proton.me", "qq.com", "rambler.ru", "rediffmail.com", "riseup.net", "rogers.com", "runbox.com", "sapo.pt",
	"sbcglobal.net", "seznam.cz", "sfr.fr", "shaw.ca", "sky.com", "skynet.be", "softbank.ne.jp", "sohu.com",
	"spamcop.net",
	"sympatico.ca", "t-online.de", "talktalk.net", "telenet.be", "telus.net", "terra.com.br", "tin.it",
	"tlen.pl", "tuta.com",
	"tuta.io", "tutamail.com", "ukr.net", "uol.com.br", "usa.com", "verizon.net", "videotron.ca",
	"vip.163.com", "vip.qq.com", "virgilio.it", "virginmedia.com", "wanadoo.fr", "web.de", "wp.pl", "xs4all.nl",
	"xtra.co.nz",
	"yeah.net", "zoho.com", "zoho.eu", "zoho.in",
};

/* Is a domain one of a family's? */
static bool
is_of(const family *f, const char *domain, size_t len)
{
	size_t		name = strlen(f->name);
	size_t		rest;

	if (len < name + 2 || memcmp(domain, f->name, name) != 0 || domain[name] != '.')
		return false;
	rest = len - name - 1;
	for (const char *s = f->suffixes; *s != '\0'; s += strspn(s, " "))
	{
		size_t		size = strcspn(s, " ");

		if (size == rest && memcmp(s, domain + name + 1, rest) == 0)
			return true;
		s += size;
	}
	return false;
}

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Check whether a domain is one that Microsoft gives to everybody. */
bool
contacts_email_is_microsoft(const char *domain, size_t len)
{
	for (size_t i = 0; i < COUNT(microsoft); i++)
		if (is_of(&microsoft[i], domain, len))
			return true;
	return false;
}

/* Check whether a domain, as a stored address has it, is one of a public provider. */
bool
contacts_email_is_public(const char *domain, size_t len)
{
	if (contacts_email_is_microsoft(domain, len))
		return true;
	for (size_t i = 0; i < COUNT(families); i++)
		if (is_of(&families[i], domain, len))
			return true;
	for (size_t i = 0; i < COUNT(domains); i++)
		if (strlen(domains[i]) == len && memcmp(domains[i], domain, len) == 0)
			return true;
	return false;
}
