leads import a.csv --create --map-value 'Autum sale=Autumn sale,freelance map=freelancermap,Serch=Search,Search engin=Search engine,Upwrok=Upwork,Invte=Invite'
