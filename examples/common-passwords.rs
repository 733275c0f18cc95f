//! Makes the list of common passwords out of sorted lines: `scripts/common-passwords` runs it.

use std::{error::Error, fs::File, io};

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args()
        .nth(1)
        .ok_or("the path of the list is missing")?;
    let mut list = fst::SetBuilder::new(io::BufWriter::new(File::create(path)?))?;
    for line in io::stdin().lines() {
        list.insert(line?)?;
    }
    list.finish()?;
    Ok(())
}
