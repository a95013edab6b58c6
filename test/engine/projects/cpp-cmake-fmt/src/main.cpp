#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>

int main(int argc, char **argv) {
  const auto depths = nlohmann::json::parse(std::ifstream("data/depths.json"));
  for (int i = 1; i < argc; i++) fmt::print("{:<12}{:>6} m\n", argv[i], depths.value(argv[i], 0));
}
