require 'kramdown'
require 'slop'

options = Slop.parse { |o| o.string '--title', default: 'Untitled' }
puts Kramdown::Document.new("# #{options[:title]}\n\nSet *sail*.").to_html
