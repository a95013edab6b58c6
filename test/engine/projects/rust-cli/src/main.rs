use serde::Serialize;

#[derive(Serialize)]
struct Rope {
    metres: u32,
    tarred: bool,
}

fn main() {
    let rope = Rope { metres: 40, tarred: true };
    println!("{}", serde_json::to_string(&rope).unwrap());
    std::process::exit(5);
}
