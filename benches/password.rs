//! How many passwords the cores hash in a second with nothing around it: what a sign-in is compared with.

use std::{
    hint::black_box,
    thread::{available_parallelism, scope},
    time::{Duration, Instant},
};

use argon2::{Algorithm, Argon2, Params, Version};
use latchkey::rules::password::HashCost;

const LASTS: Duration = Duration::from_secs(5);

/// Hashes until the time is over, and returns how often.
fn hash(argon2: &Argon2<'_>) -> u32 {
    let (begun, mut times) = (Instant::now(), 0);
    while begun.elapsed() < LASTS {
        let mut output = [0; Params::DEFAULT_OUTPUT_LEN];
        let hashed = argon2.hash_password_into(b"latchkey-demo", b"sixteen bytes it", &mut output);
        hashed.unwrap_or_else(|error| panic!("{error}"));
        black_box(output);
        times += 1;
    }
    times
}

fn main() {
    let HashCost {
        memory_kib,
        passes,
        lanes,
    } = HashCost::OWASP;
    let params = Params::new(memory_kib, passes, lanes, None);
    let params = params.unwrap_or_else(|error| panic!("{error}"));
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let cores = available_parallelism().map_or(1, usize::from);
    let times: u32 = scope(|scope| {
        let threads: Vec<_> = (0..cores).map(|_| scope.spawn(|| hash(&argon2))).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_default())
            .sum()
    });
    let each_second = f64::from(times) / LASTS.as_secs_f64();
    println!("bare argon2id on {cores} cores: {each_second:.1} hashes/s");
}
