//! Owns the measure of how fast an answer is read; asserts nothing.

use divan::Bencher;
use tending::helpers::Helper;

/// An answer of 200 words, of the kind people write.
const ANSWER: &str = "I don't really know where to start. Last night when you came in I had been waiting \
since six and the food was cold and I felt sad, because I had looked forward to it all day. You said you would \
call and you didn't, and then you went straight to your phone. I feel like you don't care about us any more. You \
never ask how my day was, and when I try to talk about it you say you're tired. I know work is hard for you, I do \
see that, and I was short with you too on Sunday and I'm sorry if that hurt you. But I was tired as well, the kids \
were up twice and nobody else got out of bed. I need some rest and I need you to be home by seven at least twice a \
week. I'll try to be more patient. My sister says I should just tell you, so I am telling you now. I don't want \
to fight about this again, I want us to sit down tomorrow after dinner, without the phones, and listen to each \
other for twenty minutes. I miss how we used to dance in the kitchen and laugh about nothing, and I hope it \
isn't too late for that, for both of us, my love.";

fn main() {
    let _ = Helper::Crisis.check("", None);
    divan::main();
}

#[divan::bench]
fn all_helpers_on_200_words(bencher: Bencher) {
    bencher.bench(|| {
        let answer = divan::black_box(ANSWER);
        tending::helpers::check_all(&Helper::ALL, answer, Some(answer)).len()
    });
}

#[divan::bench]
fn each_helper_alone_on_200_words(bencher: Bencher) {
    bencher.bench(|| {
        let answer = divan::black_box(ANSWER);
        Helper::ALL.map(|helper| helper.check(answer, Some(answer)).len())
    });
}

#[divan::bench]
fn crisis_on_200_words(bencher: Bencher) {
    bencher.bench(|| tending::helpers::crisis(divan::black_box(ANSWER)).is_some());
}
