/*
 * match_number.c
 *	  Logarithms and powers to base 2, without libm.
 */
#include "core/match.h"

#include <string.h>

/* Split off the exponent, then use log2(m) = 2/ln 2 * artanh((m - 1) / (m + 1)) for m from sqrt(1/2) to sqrt(2). */
double
contacts_match_log2(double x)
{
	uint64_t	image;
	int			exponent;
	double		t;
	double		square;
	double		sum = 0;

	if (!(x > 0))
		return 0;
	memcpy(&image, &x, sizeof(image));
	exponent = (int) (image >> 52 & 0x7FF) - 1023;
	image = (image & UINT64_C(0xFFFFFFFFFFFFF)) | UINT64_C(0x3FF0000000000000);
	memcpy(&x, &image, sizeof(x));
	if (x > 1.4142135623730951)
	{
		x /= 2;
		exponent++;
	}
	t = (x - 1) / (x + 1);
	square = t * t;
	for (int i = 11; i > 0; i -= 2)
		sum = sum * square + 1.0 / i;
	return exponent + 2.8853900817779268 * t * sum;
}

/* Use the series of exp() for the fraction, and shift; x is cut to what a probability can tell. */
double
contacts_match_exp2(double x)
{
	double		fraction;
	double		term = 1;
	double		sum = 1;
	int			whole;

	if (!(x > -200))
		x = -200;
	if (x > 200)
		x = 200;
	whole = (int) x;
	fraction = (x - whole) * 0.69314718055994531;
	for (int i = 1; i < 14; i++)
	{
		term *= fraction / i;
		sum += term;
	}
	for (; whole > 0; whole--)
		sum *= 2;
	for (; whole < 0; whole++)
		sum /= 2;
	return sum;
}

double
contacts_match_probability(double bits)
{
	return 1 / (1 + contacts_match_exp2(-bits));
}
