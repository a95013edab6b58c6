import Config
config :harbour, greeting: "moored at"
