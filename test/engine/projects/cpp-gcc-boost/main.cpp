#include <boost/filesystem.hpp>
#include <boost/program_options.hpp>
#include <iostream>

namespace options = boost::program_options;

int main(int argc, char **argv) {
  options::options_description description("sextant");
  description.add_options()("degrees", options::value<int>()->default_value(0), "height of the sun");
  options::variables_map values;
  options::store(options::parse_command_line(argc, argv, description), values);
  std::cout << "latitude " << 90 - values["degrees"].as<int>() << " from " << boost::filesystem::current_path().string() << "\n";
}
