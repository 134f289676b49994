//! A thin client of Spark Connect: it builds plans, sends them, and hands back Arrow batches as they come. It refuses to know
//! what a plan means.
