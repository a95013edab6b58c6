require 'sinatra'

set :host_authorization, { permitted_hosts: [] }

get '/winds/:force' do
  "Force #{params[:force].to_i} from #{settings.environment}"
end
