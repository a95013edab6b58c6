# Packs the gems that Debian installed into .gem files again and writes the index that Bundler reads, below ARGV[0].
require 'fileutils'
require 'rubygems/package'
require 'zlib'

target = ARGV.fetch(0)
FileUtils.mkdir_p([File.join(target, 'gems'), File.join(target, 'quick/Marshal.4.8')])
index = Dir['/usr/share/rubygems-integration/all/gems/*'].filter_map do |folder|
  next if File.basename(folder).start_with?('bundler-')

  spec = Gem::Specification.load("/usr/share/rubygems-integration/all/specifications/#{File.basename(folder)}.gemspec").dup
  Dir.chdir(folder) do
    spec.files = Dir['**/*'].select { |path| File.file?(path) }
    spec.executables = spec.executables.select { |name| File.file?(File.join(spec.bindir, name)) }
    spec.extensions = []
    built = Gem::Package.build(spec, true)
    FileUtils.mv(built, File.join(target, 'gems'))
  end
  File.binwrite(File.join(target, "quick/Marshal.4.8/#{spec.full_name}.gemspec.rz"), Zlib::Deflate.deflate(Marshal.dump(spec)))
  [spec.name, spec.version, 'ruby']
end
{ 'specs' => index, 'latest_specs' => index, 'prerelease_specs' => [] }.each do |name, entries|
  Zlib::GzipWriter.open(File.join(target, "#{name}.4.8.gz")) { |file| file.write(Marshal.dump(entries)) }
end
